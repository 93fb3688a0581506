-- Each session that begins asks for the pauses that last; those that are over are many more.
create index pauses_open on pauses (cafe_id) where ended_at is null;
