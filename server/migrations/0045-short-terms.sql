-- The grid of the price that a span runs on, as one text of digits for each day: numbers one by one were most of what it cost
-- to read a running session.
update session_spans set terms = jsonb_set(terms, '{price,grid}',
    (select jsonb_agg((select string_agg(cell, '' order by hour) from jsonb_array_elements_text(day) with ordinality as c (cell, hour))
        order by place)
      from jsonb_array_elements(terms #> '{price,grid}') with ordinality as d (day, place)))
  where terms is not null;
