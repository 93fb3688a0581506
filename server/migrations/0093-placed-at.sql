-- A session that is moved to a PC which is silent already was not there while it fell silent: the café waits for that PC
-- from the move on (billing.md 7.5).
alter table sessions add column placed_at timestamptz;
comment on column sessions.placed_at is 'When the session came to the PC it is at; null = it began there.';
