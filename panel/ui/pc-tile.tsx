import { Text, UnstyledButton } from "@mantine/core";
import { useSignedIn } from "../api/session.ts";
import type { LivePc } from "../live/live-store.ts";
import type { PcState } from "../live/pc-state.ts";
import { t } from "../text/en.ts";
import { moneyText } from "./money.ts";
import { PcMenu } from "./pc-menu.tsx";
import { lookOf, styleOf } from "./pc-look.ts";
import { PcTime } from "./pc-time.tsx";

interface Props {
  pc: LivePc;
  state: PcState;
  onOpen: () => void;
}

export function PcTile({ pc, state, onOpen }: Props) {
  const { cafe } = useSignedIn();
  const { Icon, label, color } = lookOf(state, pc.is_paused === 1);
  return (
    <article
      className="pc-tile"
      data-state={state}
      data-testid={`pc-tile-${pc.pc_name}`}
      style={styleOf(color)}
    >
      <UnstyledButton
        className="pc-open"
        onClick={onOpen}
        aria-label={`${t.computers.details(pc.pc_name)}: ${label}`}
      >
        <Text fw={700} truncate pr={32}>
          {pc.pc_name}
        </Text>
        <span className="pc-state">
          <Icon size={16} aria-hidden /> {label}
        </span>
        {state === "busy" && (
          <>
            <Text size="sm" truncate>
              {pc.member_account ?? t.common.none}
            </Text>
            <Text size="sm" component="div">
              <PcTime pc={pc} />
            </Text>
            {pc.member_balance !== null && (
              <Text size="xs" c="dimmed" truncate>
                {moneyText(pc.member_balance, cafe.currency)}
                {Number(pc.member_balance_bonus) > 0 &&
                  ` + ${moneyText(pc.member_balance_bonus, cafe.currency)}`}
              </Text>
            )}
          </>
        )}
        {state !== "busy" && (
          <Text size="sm" c="dimmed" truncate>
            {pc.pc_group_name}
          </Text>
        )}
      </UnstyledButton>
      <div className="pc-menu">
        <PcMenu pc={pc} state={state} />
      </div>
    </article>
  );
}
