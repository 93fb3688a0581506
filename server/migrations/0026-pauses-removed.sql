-- A pause that is over may be taken off the list; the sessions that stood still go on naming it.
alter table pauses add column removed_at timestamptz;
