-- Updates that were confirmed to Telegram and are not answered yet: what somebody wrote, without
-- names, until the answer has left, at most a day.
CREATE TABLE waiting_update (
    bot BIGINT NOT NULL,
    update_id BIGINT NOT NULL,
    kept_at BIGINT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (bot, update_id)
);
