import { ActionIcon, Checkbox, Text, UnstyledButton } from "@mantine/core";
import { IconDotsVertical, IconPlugConnectedX } from "@tabler/icons-react";
import { memo } from "react";
import { useSignedIn } from "../api/session.ts";
import type { LivePc } from "../live/live-store.ts";
import { kindOf } from "../live/session-kind.ts";
import { t } from "../text/en.ts";
import { below, isWithKey, type HallActs, type HallPc, type HallView } from "./hall-view.ts";
import { moneyText } from "./money.ts";
import { lookOf, nameOf, styleOf } from "./pc-look.ts";
import { PcTime } from "./pc-time.tsx";

/** PCs as tiles: who plays, how long still, and what can be done. */
export function PcTiles({ view }: { view: HallView }) {
  return (
    <ul className="pc-grid">
      {view.pcs.map((each) => (
        <li key={each.pc.pc_name}>
          <PcTile {...each} />
        </li>
      ))}
    </ul>
  );
}

const PcTile = memo(function PcTile({ pc, state, selected, isTabStop, drop, acts }: HallPc) {
  const { Icon, label, color } = lookOf(state, pc.is_paused === 1);
  const { pc_name: name } = pc;
  return (
    <article
      className="pc-tile"
      data-pc={name}
      data-state={state}
      data-paused={pc.is_paused === 1 || undefined}
      data-selected={selected === true || undefined}
      data-drop={drop}
      data-testid={`pc-tile-${name}`}
      style={styleOf(color)}
    >
      <UnstyledButton
        className="pc-open"
        tabIndex={isTabStop ? 0 : -1}
        onClick={(event) => acts.click(name, isWithKey(event))}
        aria-label={nameOf({ pc, state, selected })}
        aria-pressed={selected ?? undefined}
      >
        <Text fw={700} truncate pr={32}>
          {name}
        </Text>
        <span className="pc-state">
          <Icon size={16} aria-hidden /> {label}
          {state === "busy" && pc.is_connected === 0 && <NoLink />}
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
        {selected === null ? (
          <ActsButton name={name} isTabStop={isTabStop} acts={acts} />
        ) : (
          <Checkbox checked={selected} readOnly tabIndex={-1} aria-hidden className="pc-check" />
        )}
      </div>
    </article>
  );
});

/** Somebody plays, but nothing is heard of the PC. */
export function NoLink({ size = 14 }: { size?: number }) {
  return (
    <span className="no-link" title={t.hall.noLink}>
      <IconPlugConnectedX size={size} aria-label={t.hall.noLink} role="img" />
    </span>
  );
}

export function ActsButton({ name, isTabStop, acts }: { name: string; isTabStop: boolean; acts: HallActs }) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={30}
      tabIndex={isTabStop ? 0 : -1}
      aria-haspopup="menu"
      aria-label={t.computers.actionsOf(name)}
      onClick={(event) => acts.menu(name, below(event.currentTarget))}
      data-no-drag
    >
      <IconDotsVertical size={18} aria-hidden />
    </ActionIcon>
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
