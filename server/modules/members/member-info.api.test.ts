import { afterAll, beforeAll, expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

const clock = new TurnedClock("2026-03-02T10:00:00Z");
let server: TestServer;
beforeAll(async () => {
  server = await openTestServer({ clock });
});
afterAll(() => server.close());

test("fifty guesses at a member's password at the same instant try ten, however the account is written", async () => {
  const program = server.caller(await server.makeKey());
  const password = "right from the start";
  const made = await program.call("POST", "members", {
    ...{ member_account: "raced", member_password: password, member_confirm: password },
  });
  expect(made.code).toBe(201);
  const asked = await Promise.all(
    Array.from({ length: 50 }, (_, guess) =>
      program.call("POST", "members/action/memberInfo", {
        member_account: guess % 2 === 0 ? "raced" : "RACED",
        member_password: `guess ${guess}`,
      }),
    ),
  );
  expect(asked.filter(({ code }) => code === 200)).toHaveLength(10);
  expect(asked.filter(({ error }) => error === "auth.too_many_logins")).toHaveLength(40);
});
