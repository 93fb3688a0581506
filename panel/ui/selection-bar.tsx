import { Button, Group, Paper, Text } from "@mantine/core";
import { useSignedIn } from "../api/session.ts";
import { usePcActions } from "../forms/use-pc-actions.tsx";
import type { LivePc } from "../live/live-store.ts";
import type { PcState } from "../live/pc-state.ts";
import { t } from "../text/en.ts";
import { GuardedButton } from "./guarded-button.tsx";
import { whyNot } from "./pc-actions.ts";

const h = t.hall;

const acts = [
  { action: "start", label: h.start(1) },
  { action: "end", label: h.checkout },
  { action: "message", label: t.computers.message },
  { action: "pause", label: h.pause },
] as const;

interface Props {
  selected: readonly LivePc[];
  stateOf: (pc: LivePc) => PcState;
  onAll: () => void;
  onNone: () => void;
}

/** What can be done with the selected PCs: each act says for how many of them it fits, or why for none. */
export function SelectionBar({ selected, stateOf, onAll, onNone }: Props) {
  const me = useSignedIn();
  const act = usePcActions();
  return (
    <Paper withBorder shadow="md" p="xs" className="save-bar" role="region" aria-label={h.selection}>
      <Group gap="xs" justify="space-between">
        <Group gap="xs">
          <Text fw={600} role="status">
            {h.selected(selected.length)}
          </Text>
          <Button size="compact-sm" variant="subtle" onClick={onAll} data-testid="select-all">
            {h.selectAll}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={onNone} data-testid="select-none">
            {h.selectNone}
          </Button>
        </Group>
        <Group gap="xs">
          {acts.map(({ action, label }) => {
            const judged = selected.map((pc) => ({ pc, why: whyNot(action, pc, stateOf(pc), me) }));
            const fitting = judged.filter(({ why }) => why === null).map(({ pc }) => pc);
            const why =
              fitting.length > 0
                ? null
                : judged.length === 0
                  ? h.nothingSelected
                  : h.noneFits(judged[0]?.why ?? "");
            return (
              <GuardedButton
                key={action}
                size="sm"
                variant={action === "start" ? "filled" : "default"}
                why={why}
                onClick={() => act(action, fitting)}
                data-testid={`selected-${action}`}
              >
                {h.actFor(label, fitting.length)}
              </GuardedButton>
            );
          })}
        </Group>
      </Group>
    </Paper>
  );
}
