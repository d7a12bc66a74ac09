-- How often something happened on a day. No person, no chat, no time of day.
CREATE TABLE counter (
    day   TEXT   NOT NULL,
    kind  TEXT   NOT NULL,
    id    TEXT   NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (day, kind, id)
);

-- What a person chose in /settings, under a keyed hash of the user id.
CREATE TABLE preference (
    person   TEXT NOT NULL PRIMARY KEY,
    country  TEXT,
    language TEXT
);

-- Questions that their writers sent to the editors, stripped of what names a person.
CREATE TABLE inbox (
    id       TEXT NOT NULL PRIMARY KEY,
    day      TEXT NOT NULL,
    question TEXT NOT NULL
);
