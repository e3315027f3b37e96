"""Timelines and lists in the formats of other programs.

Every format reads one model, ``sequence.Sequence``: what plays where, in whole film frames, with
the files that are played. A **new format is one file in** ``formats/``, found by its name there:

    NAME = "otio"                       # what is typed: the file's own name
    TITLE = "OpenTimelineIO"            # what a person calls it
    CARRIES = frozenset({"speed", ...}) # the words of ``losses.WORDS`` that it can say

    def write(sequence: Sequence) -> Written:    # files by name, and what was lost, line by line

and, only where a file of it can come back,

    ENDINGS = (".otio",)                # how the names of its files end
    SIGN = b"OTIO_SCHEMA"               # what stands in the first lines of every one
    def read(data: bytes, known: Known) -> Reading:

``losses.lost`` works the lines out from ``CARRIES``: what an event says and the format does not
is lost, and said. What would make the format *lie* (a wrong length, a wrong clip) is asked for
beforehand by ``losses.to_render``: such events come with ``rendered``, a file that shows exactly
their frames, and ``Event.shown`` is that file. A format that can carry a thing only sometimes
defines ``refuses(event, sequence) -> str`` with the reason why this one must be rendered.

A file that comes back was made by anybody: ``read`` raises ``ProjectError`` for whatever it holds,
through ``reading.refused``, and XML is opened by ``xml_opening`` alone. Joins come back as the film
says them, over the first frames of what follows (``reading.shifted``).

Nothing here opens a picture, renders, or knows where a production lies.
"""
