import { describe, expect, test } from "vitest";
import { request, type FrameData } from "../contract/frames/frame.ts";
import { BootService } from "./boot-service.ts";
import { parsePcArguments, parsePcsArguments, seatNames } from "./options.ts";
import { answerCommand } from "./staff-commands.ts";

const ask = (action: string, data: FrameData = {}) =>
  request({ action, from: "web", target: "client", data, id: "1" });

function place(allowPower: boolean) {
  const done: string[] = [];
  return {
    done,
    allowPower,
    say: (text: string) => void done.push(text),
    power: (action: string) => void done.push(`power ${action}`),
    maintenance: (on: boolean, minutes: number) => void done.push(`maintenance ${on} ${minutes}`),
    settingsChanged: () => void done.push("settings"),
  };
}

describe("what staff ask of a PC", () => {
  test.each(["shutdown", "reboot", "logoff", "quit", "exit"])(
    "%s is refused unless it is allowed",
    (action) => {
      const closed = place(false);
      expect(answerCommand(ask(action), closed)).toMatchObject({
        status: "error",
        data: { error: "device.not_supported" },
      });
      expect(closed.done).not.toContain(`power ${action}`);
      const open = place(true);
      expect(answerCommand(ask(action), open)).toMatchObject({
        status: "success",
        from: "client",
        target: "web",
        id: "1",
      });
      expect(open.done).toContain(`power ${action}`);
    },
  );

  test("a message is shown under the name staff chose, Staff when none", () => {
    const pc = place(false);
    answerCommand(ask("admin_message", { message: "Hello", from: "Ann" }), pc);
    answerCommand(ask("admin_message", { message: "Hello" }), pc);
    expect(pc.done).toEqual(["Message from Ann: Hello", "Message from Staff: Hello"]);
  });

  test("maintenance, settings and the process list are answered", () => {
    const pc = place(false);
    expect(answerCommand(ask("maintenance", { on: 1, minutes: 10 }), pc).status).toBe("success");
    expect(answerCommand(ask("settings_changed", { version: 2 }), pc).status).toBe("success");
    expect(answerCommand(ask("process_list"), pc).data).toEqual({ processes: [] });
    expect(answerCommand(ask("uncover"), pc).status).toBe("success");
    expect(pc.done.slice(0, 2)).toEqual(["maintenance true 10", "settings"]);
  });

  test("an unknown action is refused, not ignored", () => {
    expect(answerCommand(ask("format_disk"), place(true))).toMatchObject({
      data: { error: "route.not_found" },
    });
  });
});

describe("the boot service", () => {
  const clock = { now: 0, monoMs: () => clock.now, wallMs: () => 0 };
  const boot = (action: string, data: FrameData) =>
    request({ action, from: "web", target: "boot", data, id: "1" });
  const stateOf = (service: BootService, id: number) =>
    service.states().find((pc) => pc.id === id)?.boot_state;

  test("12 PCs are reported with the promised fields", () => {
    const rows = new BootService(clock, 12).answer(boot("pcs_status", [])).data as unknown as Record<
      string,
      unknown
    >[];
    expect(rows).toHaveLength(12);
    expect(Object.keys(rows[0]!)).toEqual([
      "id",
      "pc_name",
      "boot_state",
      "boot_time",
      "temperature",
      "writeback_used_mb",
    ]);
  });

  test("power is carried out for known ids and refused for others, one result each", () => {
    const service = new BootService(clock, 3);
    const answer = service.answer(boot("power", { power_type: "shutdown", ids: [1, 99] }));
    expect(answer.data).toMatchObject({
      results: [
        { id: 1, status: "success" },
        { id: 99, status: "error" },
      ],
    });
    expect(stateOf(service, 1)).toBe("off");
    service.answer(boot("power", { power_type: "poweron", ids: [1] }));
    expect(stateOf(service, 1)).toBe("booting");
    clock.now += 20_000;
    expect(stateOf(service, 1)).toBe("on");
    expect(service.answer(boot("power", { power_type: "explode", ids: [1] })).status).toBe("error");
  });

  test("boot_config replaces the list and keeps running PCs running", () => {
    const service = new BootService(clock, 2);
    clock.now += 20_000;
    const pcs = [
      { id: 1, pc_name: "DISK01" },
      { id: 40, pc_name: "DISK40" },
    ];
    expect(service.answer(boot("boot_config", { version: 7, pcs })).data).toEqual({ version: 7 });
    expect(service.states().map(({ id, pc_name, boot_state }) => [id, pc_name, boot_state])).toEqual([
      [1, "DISK01", "on"],
      [40, "DISK40", "off"],
    ]);
  });
});

describe("arguments", () => {
  test("a hall is 40 PCs at the local server unless said otherwise", () => {
    const parsed = parsePcsArguments(["--boot"], {});
    expect(parsed).toMatchObject({ kind: "run", arguments: { url: "https://localhost:8443", bootPcs: 12 } });
    expect(seatNames("PC", 40).slice(0, 1).concat(seatNames("PC", 120).slice(-1))).toEqual(["PC01", "PC120"]);
  });

  test.each([
    [["--count", "0"], /--count must be/],
    [["--url", "http://localhost"], /--url must begin with https/],
    [["--boot", "many"], /--boot must be/],
    [["--colour"], /colour/],
  ])("pcs %j is refused with what would be right", (argv, sentence) => {
    expect(parsePcsArguments(argv, {})).toEqual({
      kind: "wrong",
      text: expect.stringMatching(sentence) as string,
    });
  });

  test("a pair text wants a name, a member a password", () => {
    expect(parsePcArguments(["--pair", "x"], {})).toMatchObject({ kind: "wrong" });
    expect(parsePcArguments(["--member", "a"], {})).toMatchObject({ kind: "wrong" });
    expect(parsePcArguments(["--member", "a"], { NETCAFE_MEMBER_PASSWORD: "p" })).toMatchObject({
      arguments: { member: { account: "a", password: "p" }, allowPower: false },
    });
    expect(parsePcArguments(["--help"], {})).toEqual({ kind: "help" });
  });
});
