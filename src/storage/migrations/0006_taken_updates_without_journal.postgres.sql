-- As in step 3: which updates were taken need not outlive a crash of the server.
ALTER TABLE taken_update SET UNLOGGED;
