import { useState, type DragEvent } from "react";
import type { LivePc } from "../live/live-store.ts";

export interface DragEventHandlers {
  draggable?: boolean;
  "data-drop"?: "may" | "over" | undefined;
  onDragStart?: (event: DragEvent) => void;
  onDragEnd?: () => void;
  onDragOver?: (event: DragEvent) => void;
  onDragLeave?: () => void;
  onDrop?: (event: DragEvent) => void;
}

interface Rules {
  mayDrag: (pc: LivePc) => boolean;
  mayDrop: (pc: LivePc) => boolean;
  onDropped: (from: string, to: string) => void;
}

/** A busy PC's tile is dragged onto a free one by mouse; menu and keyboard have “Move to…”. */
export function useTileDrag({ mayDrag, mayDrop, onDropped }: Rules): (pc: LivePc) => DragEventHandlers {
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const stop = () => {
    setDragged(null);
    setOver(null);
  };
  return (pc) => {
    const { pc_name: name } = pc;
    if (mayDrag(pc)) {
      return {
        draggable: true,
        onDragStart: (event) => {
          event.dataTransfer.setData("text/plain", name);
          event.dataTransfer.effectAllowed = "move";
          setDragged(name);
        },
        onDragEnd: stop,
      };
    }
    if (dragged === null || !mayDrop(pc)) return {};
    return {
      "data-drop": over === name ? "over" : "may",
      onDragOver: (event) => {
        event.preventDefault();
        setOver(name);
      },
      onDragLeave: () => setOver(null),
      onDrop: (event) => {
        event.preventDefault();
        stop();
        onDropped(dragged, name);
      },
    };
  };
}
