"""An invented day: notices and enterprises, so that the main job runs anywhere at once."""
