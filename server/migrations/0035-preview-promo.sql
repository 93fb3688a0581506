-- A promotion code may be asked for a member group in general, as a preview of a top-up by one of its members: the same
-- judgement over a member that nobody is. In place of member_ids p_request may hold member_group_id.
create or replace function ask_promo_code(p_cafe integer, p_now timestamptz, p_request jsonb) returns jsonb language plpgsql stable as $$
declare
  v_ids bigint[] := array(select value::bigint from jsonb_array_elements_text(p_request -> 'member_ids'));
  v_members members[] := array(select m from members m
    where m.cafe_id = p_cafe and m.member_id = any (v_ids) and m.deleted_at is null);
  v_value bigint := (p_request ->> 'value')::bigint;
  v_promo promo_codes := find_promo_code(p_cafe, p_request ->> 'code');
  v_refusal text;
begin
  if cardinality(v_members) < cardinality(v_ids) then return '{"refusal": "member.not_found"}'; end if;
  if p_request ->> 'member_group_id' is not null then
    v_members := array[jsonb_populate_record(null::members, jsonb_build_object(
      'cafe_id', p_cafe, 'member_id', 0, 'member_group_id', p_request -> 'member_group_id'))];
  end if;
  v_refusal := promo_refusal(p_now, v_promo, p_request ->> 'purpose', v_members, v_value);
  if v_refusal is not null then return jsonb_build_object('refusal', v_refusal); end if;
  return jsonb_build_object('promo_id', v_promo.promo_id)
    || to_jsonb(promo_bonus(v_promo, v_value, (p_request ->> 'exponent')::integer));
end $$;
