"""Files and samples: ffmpeg, stills, probing, camera moves, cards; nothing here knows a shot."""
