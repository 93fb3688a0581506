import { describe, expect, expectTypeOf, test } from "vitest";
import { callOperation, CallRefused, type CallInput, type Transport } from "./client.ts";
import type { Input } from "./kit/field.ts";
import type { Answer } from "./kit/operation.ts";
import { operations } from "./operations/index.ts";

interface Heard {
  url: string;
  init: RequestInit;
}

function transportAnswering(text: string, status = 200) {
  const heard: Heard[] = [];
  const transport: Transport = {
    baseUrl: "https://cloud.example",
    cafeId: 10001,
    headers: () => ({ Authorization: "Bearer TOKEN" }),
    fetch: async (url, init) => {
      heard.push({ url, init });
      return new Response(text, { status });
    },
  };
  return { transport, heard };
}

const { members, pcs, configs } = operations;
const success = (data: unknown) => JSON.stringify({ code: 200, message: "success", data });

describe("a call of an operation", () => {
  test("puts the input of GET into the query and answers data", async () => {
    const { transport, heard } = transportAnswering(success([]));
    expect(await callOperation(transport, members.suggestMembers, { search_text: "a&b" })).toEqual([]);
    expect(heard[0]?.url).toBe(
      "https://cloud.example/api/v2/cafe/10001/members/action/suggestMembers?search_text=a%26b",
    );
  });
  test("percent-encodes names in paths and keeps them out of the body", async () => {
    const { transport, heard } = transportAnswering(success({ pc_name: "A/1" }));
    await callOperation(transport, pcs.changePc, { pcName: "A/1", pc_comment: "" });
    expect(heard[0]?.url).toBe("https://cloud.example/api/v2/cafe/10001/pcs/A%2F1");
    expect(heard[0]?.init.body).toBe('{"pc_comment":""}');
  });
  test("sends the key that makes a repeated call happen once", async () => {
    const { transport, heard } = transportAnswering(success({ order_ids: [1], members: [] }));
    const input = { topup_ids: [1, 2], topup_value: "5.00" };
    await callOperation(transport, members.topUp, input, { idempotencyKey: "pay-1" });
    expect(heard[0]?.init.headers).toMatchObject({
      "Idempotency-Key": "pay-1",
      Authorization: "Bearer TOKEN",
    });
    expect(heard[0]?.init.body).toBe('{"topup_ids":[1,2],"topup_value":"5.00"}');
  });
  test("sends files as form data", async () => {
    const { transport, heard } = transportAnswering(success({}));
    await callOperation(transport, configs.putImage, { name: "cafe_logo", file: new Blob(["x"]) });
    expect(heard[0]?.init.body).toBeInstanceOf(FormData);
    expect((heard[0]?.init.body as FormData).get("file")).toBeInstanceOf(Blob);
  });
  test("throws a refusal with code, name, message and details", async () => {
    const data = { fields: { topup_value: ["The topup_value must be a number."] } };
    const refusal = {
      code: 400,
      message: "The topup_value must be a number.",
      error: "request.validation",
      data,
    };
    const { transport } = transportAnswering(JSON.stringify(refusal));
    const call = callOperation(transport, members.topUp, { topup_ids: "1", topup_value: "x" });
    await expect(call).rejects.toBeInstanceOf(CallRefused);
    await expect(call).rejects.toMatchObject(refusal);
  });
  test("says so when something that is not the server answers", async () => {
    const { transport } = transportAnswering("<html>Bad gateway</html>", 502);
    const call = callOperation(transport, pcs.listPcs, {});
    await expect(call).rejects.toMatchObject({ code: 502, error: "server.error" });
  });
});

describe("types", () => {
  test("follow from the declaration", () => {
    expectTypeOf<Answer<typeof members.addMember>>().toEqualTypeOf<{ member_id: number }>();
    expectTypeOf<Answer<typeof pcs.listPcs>[number]["session_id"]>().toEqualTypeOf<number | null>();
    expectTypeOf<Input<typeof members.topUp.input>["topup_ids"]>().toEqualTypeOf<number[]>();
    expectTypeOf<Input<typeof members.topUp.input>["comment"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<Input<typeof members.changeMember.input>["member_birthday"]>().toEqualTypeOf<
      string | null | undefined
    >();
    expectTypeOf<Input<typeof pcs.changePc.input>["pc_name"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf<CallInput<typeof members.getMember>["memberId"]>().toExtend<
      string | number | boolean | Blob
    >();
    expectTypeOf<Answer<typeof members.memberInfo>["member_balance"]>().toEqualTypeOf<string | undefined>();
  });
});
