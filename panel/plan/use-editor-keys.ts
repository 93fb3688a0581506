import { useEffect, useRef, type RefObject } from "react";
import { isCovered } from "../ui/use-hall-keys.ts";
import { isArrow, walk, type Arrow } from "../ui/walk-rules.ts";
import { nothing } from "./edit-plan-rules.ts";
import type { PlanEditor } from "./use-plan-editor.ts";
import { pickTarget } from "./plan-press.ts";

const directions = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down" } as const;

interface KeyParts {
  editor: PlanEditor;
  canvas: RefObject<HTMLElement | null>;
  save: () => void;
  leave: () => void;
}

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.matches("input, textarea");

/** Arrows walk while nothing is selected and move the selection else; the rest is as everywhere. */
export function useEditorKeys({ editor, canvas, save, leave }: KeyParts): void {
  const { picked } = editor;
  const isNothingPicked = picked.pcs.size + picked.rooms.size === 0;
  const stops = () => [...(canvas.current?.querySelectorAll<HTMLElement>("[data-stop]") ?? [])];

  const step = (arrow: Arrow, from: string | null, far: boolean): void => {
    if (!isNothingPicked) return editor.step(directions[arrow], far ? 5 : 1);
    const elements = stops();
    const named = elements.map((element) => ({
      name: element.dataset["stop"] ?? "",
      box: element.getBoundingClientRect(),
    }));
    const to = walk(named, from ?? "", arrow);
    elements.find((element) => element.dataset["stop"] === to)?.focus();
  };

  const withCtrl = (key: string, isShift: boolean): (() => void) | null => {
    switch (key) {
      case "z":
        return isShift ? editor.redo : editor.undo;
      case "y":
        return editor.redo;
      case "a":
        return editor.pickAll;
      case "s":
        return save;
      default:
        return null;
    }
  };

  const onKey = (event: KeyboardEvent): void => {
    const { key, target } = event;
    const stop = target instanceof HTMLElement ? (target.dataset["stop"] ?? null) : null;
    if (event.ctrlKey || event.metaKey) {
      // Within a name the letters have their own undo and selection.
      if (isField(target) && key !== "s") return;
      const act = withCtrl(key.toLowerCase(), event.shiftKey);
      if (["z", "y", "a", "s"].includes(key.toLowerCase())) event.preventDefault();
      return act?.();
    }
    if (isField(target) || event.altKey) return;
    if (isArrow(key) && (stop !== null || !isNothingPicked)) {
      event.preventDefault();
      return step(key, stop, event.shiftKey);
    }
    if ((key === " " || key === "Enter") && stop !== null) {
      event.preventDefault();
      const [kind = "", ...name] = stop.split(" ");
      const on =
        kind === "pc"
          ? { kind: "pc" as const, name: name.join(" ") }
          : { kind: "room" as const, key: name.join(" ") };
      return editor.pick(pickTarget(picked, on, true));
    }
    if (key === "Delete" || key === "Backspace") return editor.remove();
    if (key === "Escape") return isNothingPicked ? leave() : editor.pick(nothing);
  };
  const latest = useRef(onKey);
  useEffect(() => {
    latest.current = onKey;
  });
  // Heard wherever the focus is: a PC that was taken off the plan leaves it nowhere.
  useEffect(() => {
    const hear = (event: KeyboardEvent) => {
      if (!event.defaultPrevented && !isCovered()) latest.current(event);
    };
    document.addEventListener("keydown", hear);
    return () => document.removeEventListener("keydown", hear);
  }, []);
}
