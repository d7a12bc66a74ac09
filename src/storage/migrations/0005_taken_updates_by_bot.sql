-- Numbers of updates are those of one bot, so that a second bot on the same database needs rows of
-- its own. Whose the earlier rows were is not known. They are of the last day and go: what Telegram
-- sends once more just now may be answered twice, and no bot stays silent.
DROP TABLE taken_update;

CREATE TABLE taken_update (
    bot       BIGINT NOT NULL,
    update_id BIGINT NOT NULL,
    finished  BIGINT NOT NULL,
    expires   BIGINT NOT NULL,
    PRIMARY KEY (bot, update_id)
);

CREATE INDEX taken_update_expires ON taken_update (expires);
