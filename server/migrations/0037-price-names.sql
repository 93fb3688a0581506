-- A price is chosen by its name in the panel and named by it in the log, so it is the only one of that name in its café.

create unique index prices_name_once on prices (cafe_id, lower(name));
