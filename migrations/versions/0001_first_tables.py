"""first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this revision."""
    op.create_table(
        "enterprise",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("legal_form", sa.String(), nullable=True),
        sa.Column("municipality", sa.String(), nullable=True),
        sa.Column("nuts", sa.JSON(), nullable=False),
        sa.Column("max_km", sa.Float(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("trades", sa.JSON(), nullable=False),
        sa.Column("cpv", sa.JSON(), nullable=False),
        sa.Column("past_contracts", sa.JSON(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=True),
        sa.Column("yearly_value", sa.Float(), nullable=True),
        sa.Column("largest_contract", sa.Float(), nullable=True),
        sa.Column("certificates", sa.JSON(), nullable=False),
        sa.Column("insurances", sa.JSON(), nullable=False),
        sa.Column("permits", sa.JSON(), nullable=False),
        sa.Column("occupied_total", sa.Integer(), nullable=True),
        sa.Column("occupied_target_group", sa.Integer(), nullable=True),
        sa.Column("counted_on", sa.String(), nullable=True),
        sa.Column("integration_purpose", sa.Boolean(), nullable=True),
        sa.Column("public_service_purpose", sa.Boolean(), nullable=True),
        sa.Column("reinvests", sa.Boolean(), nullable=True),
        sa.Column("participation", sa.Boolean(), nullable=True),
        sa.Column("won_19_25_until", sa.String(), nullable=True),
        sa.Column("registered_idea_driven", sa.Boolean(), nullable=True),
        sa.Column("f_skatt", sa.Boolean(), nullable=True),
        sa.Column("vat", sa.Boolean(), nullable=True),
        sa.Column("wants", sa.JSON(), nullable=False),
        sa.Column("wants_not", sa.JSON(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("confirmed_on", sa.String(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("matched", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enterprise")),
    )
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enterprise_municipality"), ["municipality"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("org_number", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("nuts", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("municipality", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_municipality"), ["municipality"], unique=False)

    op.create_table(
        "raw_notice",
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("reader", sa.String(), nullable=True),
        sa.Column("fault", sa.String(), nullable=True),
        sa.Column("todo", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_raw_notice")),
    )
    with op.batch_alter_table("raw_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_raw_notice_reader"), ["reader"], unique=False)
        batch_op.create_index(batch_op.f("ix_raw_notice_source"), ["source"], unique=False)

    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("stages", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    op.create_table(
        "run_lock",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_run_lock")),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("last_run", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_ok", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_count", sa.Integer(), nullable=False),
        sa.Column("errors_in_a_row", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("cursor", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
    )
    op.create_table(
        "issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("notice", sa.String(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("todo", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["run.id"], name=op.f("fk_issue_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issue")),
        sa.UniqueConstraint("key", name=op.f("uq_issue_key")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("procedure", sa.String(), nullable=False),
        sa.Column("form_type", sa.String(), nullable=True),
        sa.Column("published", sa.String(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("buyer", sa.String(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("superseded_by", sa.String(), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=False),
        sa.Column("classified", sa.String(), nullable=True),
        sa.Column("matched", sa.String(), nullable=True),
        sa.Column("grouped", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["buyer"], ["organisation.id"], name=op.f("fk_notice_buyer")),
        sa.ForeignKeyConstraint(["raw"], ["raw_notice.sha256"], name=op.f("fk_notice_raw")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_buyer"), ["buyer"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_classified"), ["classified"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_form_type"), ["form_type"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_grouped"), ["grouped"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_joined"), ["joined"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_matched"), ["matched"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_procedure"), ["procedure"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_published"), ["published"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_raw"), ["raw"], unique=False)

    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.String(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprise.id"], name=op.f("fk_outbox_message_enterprise")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_message_id")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_message_enterprise"), ["enterprise"], unique=False)
        batch_op.create_index(batch_op.f("ix_outbox_message_state"), ["state"], unique=False)

    op.create_table(
        "service_area",
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprise.id"], name=op.f("fk_service_area_enterprise")),
        sa.PrimaryKeyConstraint("enterprise", "municipality", name=op.f("pk_service_area")),
    )
    with op.batch_alter_table("service_area", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_service_area_municipality"), ["municipality"], unique=False)

    op.create_table(
        "consideration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("lot", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("strength", sa.String(), nullable=False),
        sa.Column("probability", sa.Float(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_consideration_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consideration")),
    )
    with op.batch_alter_table("consideration", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consideration_category"), ["category"], unique=False)
        batch_op.create_index(batch_op.f("ix_consideration_notice"), ["notice"], unique=False)

    op.create_table(
        "lot",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deadline_has_time", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_lot_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
    )
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lot_deadline"), ["deadline"], unique=False)
        batch_op.create_index(batch_op.f("ix_lot_notice"), ["notice"], unique=False)

    op.create_table(
        "joint_bid",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False),
        sa.Column("uncovered", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["lot"], ["lot.id"], name=op.f("fk_joint_bid_lot")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_bid")),
        sa.UniqueConstraint("lot", "key", name=op.f("uq_joint_bid_lot_key")),
    )
    with op.batch_alter_table("joint_bid", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_joint_bid_lot"), ["lot"], unique=False)

    op.create_table(
        "match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lot", sa.String(), nullable=False),
        sa.Column("notice", sa.String(), nullable=False),
        sa.Column("enterprise", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("signals", sa.JSON(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["enterprise"], ["enterprise.id"], name=op.f("fk_match_enterprise")),
        sa.ForeignKeyConstraint(["lot"], ["lot.id"], name=op.f("fk_match_lot")),
        sa.ForeignKeyConstraint(["notice"], ["notice.id"], name=op.f("fk_match_notice")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match")),
        sa.UniqueConstraint("lot", "enterprise", name=op.f("uq_match_lot_enterprise")),
    )
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_match_enterprise"), ["enterprise"], unique=False)
        batch_op.create_index(batch_op.f("ix_match_notice"), ["notice"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["match"], ["match.id"], name=op.f("fk_decision_match")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decision_match"), ["match"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("folder", sa.String(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["match"], ["match.id"], name=op.f("fk_draft_match")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("match", "version", name=op.f("uq_draft_match_version")),
    )
    op.create_table(
        "match_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("match", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["match"], ["match.id"], name=op.f("fk_match_event_match")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_event")),
    )
    with op.batch_alter_table("match_event", schema=None) as batch_op:
        batch_op.create_index("ix_match_event_match_id", ["match", "id"], unique=False)

    op.create_table(
        "outbox_match",
        sa.Column("message", sa.Integer(), nullable=False),
        sa.Column("match", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["match"], ["match.id"], name=op.f("fk_outbox_match_match")),
        sa.ForeignKeyConstraint(["message"], ["outbox_message.id"], name=op.f("fk_outbox_match_message")),
        sa.PrimaryKeyConstraint("message", "match", name=op.f("pk_outbox_match")),
        sa.UniqueConstraint("match", "content_hash", name=op.f("uq_outbox_match_match_content_hash")),
    )


def downgrade() -> None:
    """Go back from this revision."""
    op.drop_table("outbox_match")
    with op.batch_alter_table("match_event", schema=None) as batch_op:
        batch_op.drop_index("ix_match_event_match_id")

    op.drop_table("match_event")
    op.drop_table("draft")
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_match"))

    op.drop_table("decision")
    with op.batch_alter_table("match", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_match_notice"))
        batch_op.drop_index(batch_op.f("ix_match_enterprise"))

    op.drop_table("match")
    with op.batch_alter_table("joint_bid", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_joint_bid_lot"))

    op.drop_table("joint_bid")
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lot_notice"))
        batch_op.drop_index(batch_op.f("ix_lot_deadline"))

    op.drop_table("lot")
    with op.batch_alter_table("consideration", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consideration_notice"))
        batch_op.drop_index(batch_op.f("ix_consideration_category"))

    op.drop_table("consideration")
    with op.batch_alter_table("service_area", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_service_area_municipality"))

    op.drop_table("service_area")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outbox_message_state"))
        batch_op.drop_index(batch_op.f("ix_outbox_message_enterprise"))

    op.drop_table("outbox_message")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_raw"))
        batch_op.drop_index(batch_op.f("ix_notice_published"))
        batch_op.drop_index(batch_op.f("ix_notice_procedure"))
        batch_op.drop_index(batch_op.f("ix_notice_matched"))
        batch_op.drop_index(batch_op.f("ix_notice_joined"))
        batch_op.drop_index(batch_op.f("ix_notice_grouped"))
        batch_op.drop_index(batch_op.f("ix_notice_form_type"))
        batch_op.drop_index(batch_op.f("ix_notice_classified"))
        batch_op.drop_index(batch_op.f("ix_notice_buyer"))

    op.drop_table("notice")
    op.drop_table("issue")
    op.drop_table("source")
    op.drop_table("run_lock")
    op.drop_table("run")
    with op.batch_alter_table("raw_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_raw_notice_source"))
        batch_op.drop_index(batch_op.f("ix_raw_notice_reader"))

    op.drop_table("raw_notice")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_municipality"))

    op.drop_table("organisation")
    with op.batch_alter_table("enterprise", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enterprise_municipality"))

    op.drop_table("enterprise")
