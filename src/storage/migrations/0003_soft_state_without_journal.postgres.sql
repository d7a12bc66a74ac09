-- Soft state need not outlive a crash of the server: without a journal, no answer waits for a disk.
ALTER TABLE chat SET UNLOGGED;
ALTER TABLE taken_update SET UNLOGGED;
