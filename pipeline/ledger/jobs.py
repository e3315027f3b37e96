"""Whose a job at a service is: one job is one order's, whatever a list of jobs may say."""

from __future__ import annotations

from pipeline.errors import JobHeld
from pipeline.facts import Json, Kind, TakeRef
from pipeline.ledger.attempts import Attempt
from pipeline.ledger.store import Store

__all__ = ["Jobs"]


class Jobs:
    """The tickets, by the services' own ids."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_others(self, backend: str, key: str) -> frozenset[str]:
        """Ids of the jobs that other attempts at a backend have, or had, a ticket for."""
        rows = self._store.rows(
            "SELECT json_extract(t.ticket, '$.job') FROM tickets t "
            "JOIN attempts a ON a.key = t.attempt WHERE a.backend = ? AND a.key <> ?",
            (backend, key),
        )
        return frozenset(str(row[0]) for row in rows if row[0])

    def must_be_free(self, attempt: Attempt, ticket: Json) -> None:
        """See that nobody else has the job of this ticket; call it where the ticket is written.

        An order that ended without a take holds none: whoever finds its job after all may take
        it over. What is free is paid by nobody, and its numbers may begin anew with its server.

        Raises:
            JobHeld: another order under way has it, or a take came of it.
        """
        job = ticket.get("job")
        if not job or attempt.is_free:
            return
        row = self._store.row(
            "SELECT n.shot, n.kind, n.number, n.unit FROM tickets t "
            "JOIN attempts a ON a.key = t.attempt "
            "JOIN attempt_takes n ON n.attempt = a.key AND n.position = 0 "
            "WHERE json_extract(t.ticket, '$.job') = ? AND a.backend = ? AND a.key <> ? "
            "AND (a.ended IS NULL OR a.state = 'done') "
            "AND coalesce(json_extract(t.ticket, '$.settings.service'), '') = ?",
            (job, attempt.backend, attempt.key, ticket.get("settings", {}).get("service") or ""),
        )
        if row is not None:
            holder = TakeRef(row[0], Kind.parse(row[1]), row[2], row[3])
            raise JobHeld(
                f"job {job} of {attempt.backend} is {holder} already",
                fix="one job is one take: look on the service's own page which order it belongs to",
            )
