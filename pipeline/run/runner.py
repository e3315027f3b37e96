"""The run: take what was planned through its steps, until nothing more can be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta

from msgspec.structs import replace

from pipeline.backends.base import Backend
from pipeline.errors import DiskFull, NoWorkers
from pipeline.facts import Kind
from pipeline.ledger.attempts import Attempt
from pipeline.plan.jobs import JobId, Wanted
from pipeline.run import events
from pipeline.run.ballast import Ballast
from pipeline.run.course import Course
from pipeline.run.floor import Floor
from pipeline.run.hands import Hands
from pipeline.run.items import Item, Schedule
from pipeline.run.limits import DAY_SECONDS
from pipeline.run.recovery import recover
from pipeline.run.retry import PATIENCE_SECONDS
from pipeline.run.sharing import WITH_THEM, is_being_sent, is_theirs
from pipeline.run.tally import Tally
from pipeline.run.work import Failed, Recovered, RunResult, Work

__all__ = ["Runner"]

Key = tuple[str, Kind]
_HEED_SECONDS = 0.5


class Runner:
    """Makes takes. One at a time in a production: its caller holds the lock."""

    def __init__(self, floor: Floor) -> None:
        self._floor = floor
        self._heeded = float("-inf")

    def recover(self) -> Recovered:
        """Pick up what an earlier run left; before planning, so that the plan sees it.

        Raises:
            DiskFull: no room to put a finished take in its place; it still lies aside, whole.
        """
        recovered = recover(self._floor)
        if not recovered.is_empty:
            self._floor.tell(events.WasRecovered(recovered))
        return recovered

    def run(self, works: Sequence[Work]) -> RunResult:
        """Make the given jobs, and go on with every order that is under way.

        One job that fails stops no other. Returns when everything has ended, or when Ctrl-C or a
        full disk stopped the run: then local work in hand is finished first, and orders at their
        services keep their tickets.

        Raises:
            NoWorkers: nothing can be made on this machine; what was not begun is as it was.
        """
        floor = self._floor
        tally = Tally(floor)
        resumed, away = self._resumed(tally)
        items = [*resumed, *self._items(_reachable(works, away, tally), tally)]
        tally.total = len(items) + tally.done
        floor.tell(events.RunStarted(len(works), len(resumed)))
        schedule = Schedule(floor.workers.count, sent=self._sent_before)
        hands = Hands(floor.workers, floor.clock)
        course = Course(floor, schedule, hands, tally)
        course.open.update(items)
        floor.stop.listen(hands.stir)
        try:
            if any(not item.can.is_free for item in items):
                Ballast(floor.vault.places.state).lay()
            floor.vault.make_folders(dict.fromkeys(item.job.shot for item in items))
            schedule.add(items)
            self._loop(course, schedule, hands)
        except DiskFull as err:
            course.stop(f"{err.message} ({err.fix})")
        finally:
            hands.close()
        course.leave_all()
        tally.stopped_by = "" if floor.stop.is_set else course.stopping
        result = tally.result()
        floor.tell(events.RunEnded(result))
        if course.no_workers is not None:
            raise NoWorkers(course.no_workers.message, fix=course.no_workers.fix)
        return result

    def _loop(self, course: Course, schedule: Schedule, hands: Hands) -> None:
        goes_on = True
        while goes_on:
            try:
                self._heed(course)
                if self._floor.stop.is_set:
                    course.stop(events.INTERRUPTED)
                if course.stopping:
                    hands.drop_timers()
                else:
                    self._start(course, schedule, hands)
                goes_on = _turn(course, hands)
            except DiskFull as err:
                course.stop(f"{err.message} ({err.fix})")

    def _heed(self, course: Course) -> None:
        """Stop what somebody asked to stop since; asked twice a second, whatever happens."""
        now = self._floor.clock.seconds()
        if now - self._heeded >= _HEED_SECONDS:
            self._heeded = now
            shots = self._floor.cancelled()
            if shots:
                course.cancel(shots)

    def _start(self, course: Course, schedule: Schedule, hands: Hands) -> None:
        clock = self._floor.clock
        while batch := schedule.starts(clock.seconds()):
            for item in batch:
                course.begin(item)
        while opening := schedule.next_opening(now := clock.seconds()):
            at, group = opening
            if at - now <= PATIENCE_SECONDS:
                hands.wake(at)
                return
            course.rest(group, at - now)

    def _sent_before(self, item: Item) -> list[float]:
        """When orders of an item's group were sent within the last day, by this film."""
        if item.can.is_local or not (item.can.per_minute or item.can.per_day):
            return []
        clock = self._floor.clock
        now, seconds = clock.now(), clock.seconds()
        since = now - timedelta(seconds=DAY_SECONDS)
        sent = self._floor.ledger.attempts.sent_since(item.backend.name, item.model, since)
        return [seconds - (now - at).total_seconds() for at in sent]

    def _items(self, works: Sequence[Work], tally: Tally) -> list[Item]:
        """The jobs to make, each with its place: first takes of all shots, then second takes."""
        rounds: Counter[tuple[str, Kind]] = Counter()
        found: list[Item] = []
        for place, work in enumerate(works):
            job = work.job.id
            key = (job.shot, job.kind)
            rounds[key] += 1
            backend = self._floor.makers.of(job.generator)
            if isinstance(backend, Backend):
                can = backend.capabilities(work.job.work.model)
                can = replace(can, recovery=backend.recovery_of(work.job.work))
                found.append(Item(job, (rounds[key], place), backend, can, work))
            else:
                tally.refused(job, backend)
        return found

    def _resumed(self, tally: Tally) -> tuple[list[Item], dict[Key, str]]:
        """Orders that an earlier run sent, which come first; and why some cannot be gone on with.

        The latter by shot and kind: what starts from such a take has to wait for it.
        """
        found = []
        away: dict[Key, str] = {}
        floor = self._floor
        only, brings = floor.only, floor.brings_all
        for place, attempt in enumerate(floor.ledger.open_attempts()):
            if only is not None and attempt.ref.shot not in only:
                continue
            job = JobId(attempt.ref.shot, attempt.ref.kind, attempt.generator, attempt.job_slot)
            if is_being_sent(floor, attempt) or (is_theirs(floor, attempt) and not brings):
                tally.under_way.append(job)
                away[job.shot, job.kind] = f"it waits for {attempt.ref}: {WITH_THEM}"
                continue
            backend = self._maker_of(attempt)
            if isinstance(backend, Backend):
                can = backend.capabilities(attempt.model)
                item = Item(job, (0, place), backend, can, attempt=attempt)
                item.is_cancelled = floor.cancels
                found.append(item)
            else:
                tally.under_way.append(job)
                tally.left.append(Failed(job, f"it cannot be collected here: {backend}"))
                away[job.shot, job.kind] = (
                    f"it waits for {attempt.ref}, which '{attempt.generator}' was asked for and "
                    f"which cannot be collected here: {backend}"
                )
        return found, away

    def _maker_of(self, attempt: Attempt) -> Backend | str:
        """The backend with the settings that the order was sent with."""
        ticket = attempt.ticket or {}
        name = ticket.get("backend") or attempt.backend
        settings = ticket.get("settings") or attempt.settings
        maker = self._floor.makers.again(name, settings)
        if isinstance(maker, Backend):
            return maker
        by_name = self._floor.makers.of(attempt.generator)
        if not isinstance(by_name, Backend) or by_name.name != name:
            return maker
        place = getattr(by_name.settings, "base_url", "")
        is_there = place == settings.get("base_url", "")  # elsewhere nobody knows the job
        return by_name if is_there else maker


def _reachable(works: Sequence[Work], away: Mapping[Key, str], tally: Tally) -> list[Work]:
    """The jobs that can begin: whose pictures are here, or come in this run.

    The others are refused with the reason; so is what starts from them in turn.
    """
    reasons = dict(away)
    left, count = list(works), -1
    while reasons and len(left) != count:
        count = len(left)
        for work in list(left):
            why = [reasons[one.shot, one.kind] for one in work.job.wanted if _key(one) in reasons]
            if why:
                left.remove(work)
                tally.refused(work.job.id, why[0])
                reasons.setdefault((work.job.id.shot, work.job.id.kind), why[0])
    return left


def _key(wanted: Wanted) -> Key:
    return wanted.shot, wanted.kind


def _turn(course: Course, hands: Hands) -> bool:
    """Hear one piece of news; False when none can come any more."""
    if not hands.is_idle:
        news = hands.next()
        if news is not None:
            course.hear(news)
        return True
    if not course.over_cap or course.stopping:
        return False
    course.refuse_over_cap()
    return True
