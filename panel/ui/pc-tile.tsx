import { Checkbox, Text, UnstyledButton } from "@mantine/core";
import { useSignedIn } from "../api/session.ts";
import type { LivePc } from "../live/live-store.ts";
import { kindOf } from "../live/session-kind.ts";
import { t } from "../text/en.ts";
import { isSelected, isWithKey, type HallView } from "./hall-view.ts";
import { moneyText } from "./money.ts";
import { PcMenu } from "./pc-menu.tsx";
import { lookOf, styleOf } from "./pc-look.ts";
import { PcTime } from "./pc-time.tsx";

/** PCs as tiles: who plays, how long still, and what can be done. */
export function PcTiles({ view }: { view: HallView }) {
  return (
    <ul className="pc-grid">
      {view.pcs.map((pc) => (
        <li key={pc.pc_name}>
          <PcTile pc={pc} view={view} />
        </li>
      ))}
    </ul>
  );
}

function PcTile({ pc, view }: { pc: LivePc; view: HallView }) {
  const state = view.stateOf(pc);
  const { Icon, label, color } = lookOf(state, pc.is_paused === 1);
  const selecting = view.selected !== null;
  const selected = isSelected(view, pc);
  const name = selecting ? t.hall.selectPc(pc.pc_name) : t.computers.details(pc.pc_name);
  return (
    <article
      className="pc-tile"
      data-state={state}
      data-paused={pc.is_paused === 1 || undefined}
      data-selected={selected || undefined}
      data-testid={`pc-tile-${pc.pc_name}`}
      style={styleOf(color)}
      {...view.drag(pc)}
    >
      <UnstyledButton
        className="pc-open"
        onClick={(event) => view.onClick(pc, isWithKey(event))}
        aria-label={`${name}: ${label}`}
        aria-pressed={selecting ? selected : undefined}
      >
        <Text fw={700} truncate pr={32}>
          {pc.pc_name}
        </Text>
        <span className="pc-state">
          <Icon size={16} aria-hidden /> {label}
        </span>
        {state === "busy" ? (
          <Player pc={pc} />
        ) : (
          <Text size="sm" c="dimmed" truncate>
            {pc.pc_group_name}
          </Text>
        )}
      </UnstyledButton>
      <div className="pc-menu">
        {selecting ? (
          <Checkbox checked={selected} readOnly tabIndex={-1} aria-hidden className="pc-check" />
        ) : (
          <PcMenu pc={pc} state={state} />
        )}
      </div>
    </article>
  );
}

function Player({ pc }: { pc: LivePc }) {
  const { cafe } = useSignedIn();
  const kind = kindOf(pc);
  return (
    <>
      <Text size="sm" truncate>
        {pc.member_account ?? t.common.none}
      </Text>
      <Text size="sm" component="div">
        <PcTime pc={pc} />
      </Text>
      <Text size="xs" c="dimmed" truncate>
        {[
          kind === null || kind === "member" ? "" : t.hall.kinds[kind],
          kind === "postpaid" || kind === "free" || pc.member_balance === null
            ? ""
            : moneyText(pc.member_balance, cafe.currency),
          Number(pc.member_balance_bonus) > 0 ? `+ ${moneyText(pc.member_balance_bonus, cafe.currency)}` : "",
        ]
          .filter(Boolean)
          .join(" · ")}
      </Text>
    </>
  );
}
