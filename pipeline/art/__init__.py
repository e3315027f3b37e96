"""The drawing of panels as lit paper theatre: sheets, light, sky, shapes, words, composer.

The room knows nothing of files or films. A `Brief` of words goes in, a `Panel` comes out: opaque
cut sheets and light sheets, back to front, which flatten to one picture or are filmed one by one
by a multiplane camera. Nothing here draws a colour: shapes cut a mask and a tone, and one ramp a
sheet turns the tone into colour, so every panel is in its palette by construction.

Doors: `panel.Brief`, `panel.draw`, `panel.Panel`, `panel.understood`, `screen.finish_frame`.
"""
