"""Doing what was planned: attempts step by step, workers, budget, events, Ctrl-C.

    from pipeline.run.floor import Floor, Makers          what a run works with
    from pipeline.run.runner import Runner                the run
    from pipeline.run.work import Work, RunResult         what goes in and what comes out
    from pipeline.run.pieces import Piece, perform        derived work: reels, mix, films
    from pipeline.run.workers import Workers              worker processes, reused across jobs
    from pipeline.run.lock import hold                    one buyer at a time
    from pipeline.run.interrupt import Interrupt          Ctrl-C once, Ctrl-C twice

    with hold(state, command="rushes make"), Interrupt() as stop, Workers(2) as workers:
        floor = Floor(vault=vault, ledger=ledger, makers=makers, workers=workers, ...)
        runner = Runner(floor)
        recovered = runner.recover()      # before planning: closes or picks up what was left
        result = runner.run(works)        # works: what the plan decided to make
        pieces = perform(pieces, tools)   # derived work

A run goes on with every ticket in the ledger by itself; ``Work`` is given for what is to be made
anew (``Decision.MAKE``) or tried again (with the slot's number).
"""

from __future__ import annotations
