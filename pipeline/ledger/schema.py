"""The tables, and how an older ledger becomes a present one: one migration after the other."""

from __future__ import annotations

__all__ = ["MIGRATIONS"]

_FIRST = """
CREATE TABLE slots (
    shot TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT NOT NULL, number INTEGER NOT NULL,
    generator TEXT NOT NULL, state TEXT NOT NULL,
    words TEXT NOT NULL DEFAULT '{}', inputs TEXT NOT NULL DEFAULT '[]',
    files TEXT NOT NULL DEFAULT '[]', frames INTEGER NOT NULL DEFAULT 0,
    is_free INTEGER NOT NULL DEFAULT 0, is_side INTEGER NOT NULL DEFAULT 0,
    tries INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT '',
    attempt TEXT NOT NULL DEFAULT '',
    UNIQUE (shot, kind, unit, number)
);
CREATE TABLE floors (
    shot TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT NOT NULL, number INTEGER NOT NULL,
    UNIQUE (shot, kind, unit)
);
CREATE TABLE attempts (
    key TEXT PRIMARY KEY, state TEXT NOT NULL, generator TEXT NOT NULL, backend TEXT NOT NULL,
    intended TEXT NOT NULL, ended TEXT, run TEXT NOT NULL, frozen TEXT NOT NULL,
    collected TEXT, reason TEXT NOT NULL DEFAULT '',
    is_billed INTEGER NOT NULL DEFAULT 0, is_retryable INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX attempts_open ON attempts (state)
    WHERE state IN ('intended', 'submitted', 'running', 'collected', 'in_doubt');
CREATE TABLE attempt_takes (
    attempt TEXT NOT NULL REFERENCES attempts (key), position INTEGER NOT NULL,
    shot TEXT NOT NULL, kind TEXT NOT NULL, unit TEXT NOT NULL, number INTEGER NOT NULL,
    uuid TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (attempt, position)
);
CREATE INDEX attempt_takes_slot ON attempt_takes (shot, kind, unit, number);
CREATE TABLE tickets (
    attempt TEXT PRIMARY KEY REFERENCES attempts (key), at TEXT NOT NULL, ticket TEXT NOT NULL
);
CREATE TABLE money (
    attempt TEXT PRIMARY KEY, run TEXT NOT NULL, state TEXT NOT NULL, currency TEXT NOT NULL,
    reserved INTEGER NOT NULL, settled INTEGER NOT NULL DEFAULT 0, at TEXT NOT NULL
);
CREATE TABLE totals (
    scope TEXT NOT NULL, currency TEXT NOT NULL,
    reserved INTEGER NOT NULL DEFAULT 0, settled INTEGER NOT NULL DEFAULT 0,
    UNIQUE (scope, currency)
);
CREATE TABLE owed (
    shot TEXT NOT NULL, kind TEXT NOT NULL, generator TEXT NOT NULL, count INTEGER NOT NULL,
    UNIQUE (shot, kind, generator)
);
CREATE TABLE take_index (
    folder TEXT PRIMARY KEY, stamp INTEGER NOT NULL, listing TEXT NOT NULL
);
CREATE TABLE log (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, verb TEXT NOT NULL, shot TEXT NOT NULL,
    sentence TEXT NOT NULL, data TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX log_shot ON log (shot);
CREATE TABLE notes (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, shot TEXT NOT NULL,
    take TEXT NOT NULL, sentence TEXT NOT NULL
);
CREATE TABLE plans (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, digest TEXT NOT NULL, currency TEXT NOT NULL,
    micros INTEGER NOT NULL, data TEXT NOT NULL
);
CREATE TABLE requests (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, verb TEXT NOT NULL, data TEXT NOT NULL,
    taken TEXT
);
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""

_MONEY_BY_NAME = """
DROP TABLE plans;
CREATE TABLE agreed (
    plan TEXT NOT NULL, at TEXT NOT NULL,
    shot TEXT NOT NULL, kind TEXT NOT NULL, generator TEXT NOT NULL,
    count INTEGER NOT NULL, currency TEXT NOT NULL DEFAULT '', micros INTEGER,
    UNIQUE (plan, shot, kind, generator, currency, micros)
);
ALTER TABLE money ADD COLUMN generator TEXT NOT NULL DEFAULT '';
ALTER TABLE money ADD COLUMN shot TEXT NOT NULL DEFAULT '';
ALTER TABLE money ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE money ADD COLUMN plan TEXT NOT NULL DEFAULT '';
CREATE INDEX money_plan ON money (plan) WHERE plan <> '';
UPDATE money SET
    generator = COALESCE((SELECT generator FROM attempts WHERE key = attempt), ''),
    shot = COALESCE(
        (SELECT t.shot FROM attempt_takes t WHERE t.attempt = money.attempt AND position = 0), ''),
    kind = COALESCE(
        (SELECT t.kind FROM attempt_takes t WHERE t.attempt = money.attempt AND position = 0), '');
INSERT INTO totals (scope, currency, reserved, settled)
    SELECT 'generator:' || generator, currency,
        SUM(CASE state WHEN 'reserved' THEN reserved ELSE 0 END), SUM(settled)
    FROM money WHERE generator <> '' GROUP BY generator, currency;
INSERT INTO totals (scope, currency, reserved, settled)
    SELECT 'shot:' || shot, currency,
        SUM(CASE state WHEN 'reserved' THEN reserved ELSE 0 END), SUM(settled)
    FROM money WHERE shot <> '' GROUP BY shot, currency;
"""
"""Money is counted by generator, by shot and by agreed plan; a price of NULL is unknown."""

_REFUSED = """
ALTER TABLE slots ADD COLUMN refused TEXT NOT NULL DEFAULT '';
"""
"""What a service would not make: the words, a picture, what came of them."""

_UNKNOWN = """
ALTER TABLE money ADD COLUMN is_unknown INTEGER NOT NULL DEFAULT 0;
CREATE INDEX money_unknown ON money (state) WHERE is_unknown;
UPDATE money SET is_unknown = 1
    WHERE reserved = 0 AND settled = 0 AND state <> 'released' AND EXISTS (
        SELECT 1 FROM attempts WHERE key = attempt
        AND json_extract(frozen, '$.price') IS NULL AND NOT json_extract(frozen, '$.is_free'));
"""
"""An order whose price nobody knows is counted as one, and never as nothing."""

_JOBS = """
CREATE INDEX tickets_job ON tickets (json_extract(ticket, '$.job'));
"""
"""Whose a job is, asked for every ticket."""

MIGRATIONS: tuple[str, ...] = (_FIRST, _MONEY_BY_NAME, _REFUSED, _UNKNOWN, _JOBS)
"""Migration n makes a ledger of version n one of version n + 1; none is ever changed again."""
