-- Soft state of a chat, under a keyed hash of the chat id, and which instance has it open.
-- Times are seconds since 1970.
CREATE TABLE chat (
    chat_key   TEXT   NOT NULL PRIMARY KEY,
    session    TEXT,
    expires    BIGINT NOT NULL,
    holder     TEXT   NOT NULL,
    held_until BIGINT NOT NULL
);

-- Updates of Telegram that an instance works on or has finished.
CREATE TABLE taken_update (
    update_id BIGINT NOT NULL PRIMARY KEY,
    finished  BIGINT NOT NULL,
    expires   BIGINT NOT NULL
);

CREATE INDEX taken_update_expires ON taken_update (expires);
