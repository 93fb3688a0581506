import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useSignedIn } from "../api/session.ts";
import type { LivePc } from "../live/live-store.ts";
import type { PcState } from "../live/pc-state.ts";
import { t } from "../text/en.ts";
import { actionKeys, type HallKey } from "../ui/hall-keys.ts";
import type { HallLayout } from "../ui/hall-head.tsx";
import { openKeysSheet } from "../ui/keys-sheet.tsx";
import { whyNot, type PcAction } from "../ui/pc-actions.ts";
import { usePcActions } from "./use-pc-actions.tsx";

interface Parts {
  pcOf: (pcName: string) => LivePc | undefined;
  stateOf: (pc: LivePc) => PcState;
  openName: string | null;
  selected: ReadonlySet<string> | null;
  selectShown: () => void;
  onMenu: (pcName: string, at: { x: number; y: number }) => void;
  onLayout: (layout: HallLayout) => void;
  onEdit: () => void;
  whyNotEdit: string | null;
}

/** Acts that take several PCs; the others go to the first. */
const forMany: readonly PcAction[] = ["start", "end", "pause", "message"];

const tellWhy = (why: string): void => {
  notifications.show({ id: "hall-key", message: why, color: "yellow", autoClose: 5_000 });
};

/** What a letter does on the page Computers: on the PC of the drawer, the selected ones, or the one in focus. */
export function useKeyedActs(parts: Parts): (key: HallKey, focused: string | null) => void {
  const me = useSignedIn();
  const act = usePcActions();
  const navigate = useNavigate();
  const { pcOf, stateOf, openName, selected } = parts;

  const actOn = (action: PcAction, focused: string | null): void => {
    const isMany = openName === null && selected !== null && selected.size > 0;
    const meant = isMany ? [...selected] : [openName ?? focused ?? ""];
    const chosen = meant.map(pcOf).filter((pc) => pc !== undefined);
    const fits = chosen.filter((pc) => whyNot(action, pc, stateOf(pc), me) === null);
    if (fits.length > 0) return act(action, forMany.includes(action) ? fits : fits.slice(0, 1));
    const [first] = chosen;
    tellWhy(first === undefined ? t.hall.nothingFocused : (whyNot(action, first, stateOf(first), me) ?? ""));
  };

  const showLog = (pcName: string | null): void => {
    if (!me.may("log_read")) return tellWhy(t.common.noRight("log_read"));
    if (pcName === null) return tellWhy(t.hall.nothingFocused);
    void navigate({ to: "/logs", search: { pc: pcName } });
  };

  return (key, focused): void => {
    const action = Object.values(actionKeys).find((each) => each === key);
    if (action !== undefined) return actOn(action, focused);
    switch (key) {
      case "log":
        return showLog(openName ?? focused);
      case "menu": {
        const box = document.activeElement?.getBoundingClientRect();
        if (focused === null || box === undefined) return tellWhy(t.hall.nothingFocused);
        return parts.onMenu(focused, { x: box.left + 12, y: Math.min(box.bottom, box.top + 40) });
      }
      case "all":
        return parts.selectShown();
      case "edit":
        return parts.whyNotEdit === null ? parts.onEdit() : tellWhy(parts.whyNotEdit);
      case "help":
        return openKeysSheet();
      default:
        return parts.onLayout(key === "list" || key === "map" ? key : "tiles");
    }
  };
}
