-- Where a movement was made and of whose group, as it was at that moment: reports of a month that is over do not change when a
-- member comes into another group, or a PC (server/modules/reports/README.md). Null: no member, no PC.

alter table billing_logs
  add column member_group_id bigint,
  add column pc_group_id bigint,
  add column pc_is_console boolean;

drop trigger billing_logs_join_a_shift on billing_logs;
drop function billing_logs_join_a_shift();

-- A log row of a transfer stands on its shift, and knows its place.
create function billing_logs_know_their_place() returns trigger language plpgsql as $$
begin
  select t.shift_id, m.member_group_id, p.pc_group_id, p.console_type > 0
    into new.shift_id, new.member_group_id, new.pc_group_id, new.pc_is_console
    from transfers t
    left join members m on m.cafe_id = t.cafe_id and m.member_id = new.member_id
    left join pcs p on p.cafe_id = t.cafe_id and lower(p.name) = lower(new.pc_name)
    where t.cafe_id = new.cafe_id and t.transfer_id = new.transfer_id;
  return new;
end $$;
create trigger billing_logs_know_their_place before insert on billing_logs for each row
  when (new.transfer_id is not null) execute function billing_logs_know_their_place();

-- Rows written before this file know what is so today.
alter table billing_logs disable trigger user;
update billing_logs l set member_group_id = m.member_group_id
  from members m where l.transfer_id is not null and m.cafe_id = l.cafe_id and m.member_id = l.member_id;
update billing_logs l set pc_group_id = p.pc_group_id, pc_is_console = p.console_type > 0
  from pcs p where l.transfer_id is not null and p.cafe_id = l.cafe_id and lower(p.name) = lower(l.pc_name);
alter table billing_logs enable trigger user;
