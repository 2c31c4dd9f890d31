"""From approved matches to e-mail: compose purely, send at the edge."""
