-- When the customer locked the PC without link and asked to leave, as far as its journal can be believed; staff may end the
-- session at that instant (pc-protocol.md 6.5).
alter table sessions add column leave_asked_at timestamptz;
