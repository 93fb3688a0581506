import { ActionIcon, Group, Paper, Stack, Text, Title, Tooltip, VisuallyHidden } from "@mantine/core";
import { useElementSize, useMergedRef } from "@mantine/hooks";
import { IconArrowBackUp, IconArrowForwardUp, IconPlus, type Icon } from "@tabler/icons-react";
import { useRef, useState, type RefObject } from "react";
import type { LivePc } from "../live/live-store.ts";
import { t } from "../text/en.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { roomNameFault } from "./edit-plan-rules.ts";
import { PickedPanel } from "./picked-panel.tsx";
import { PlanCanvas } from "./plan-canvas.tsx";
import { gridStep, planSize } from "./plan-rules.ts";
import type { RoomRow } from "./read-plan-rules.ts";
import { useEditorKeys } from "./use-editor-keys.ts";
import { usePlanEditor, type PlanEditor as Editor } from "./use-plan-editor.ts";
import { usePlanPointer } from "./use-plan-pointer.ts";
import { useSavePlan } from "./use-save-plan.tsx";
import { useZoom } from "./use-zoom.ts";
import { ZoomButtons } from "./zoom-buttons.tsx";

const p = t.plan;

interface Props {
  pcs: readonly LivePc[];
  rooms: readonly RoomRow[];
  onClose: () => void;
}

/** Free space beyond the last room, to build on. */
const spare = 240;

/** The editor of the floor plan. Nothing is saved until Save; then everything, in one call. */
export function PlanEditor({ pcs, rooms, onClose }: Props) {
  const editor = usePlanEditor(pcs, rooms);
  const { plan, picked } = editor;
  const canvas = useRef<HTMLDivElement>(null);
  const tray = useRef<HTMLDivElement>(null);
  const { ref: measured, width } = useElementSize();
  const frame = useRef<HTMLDivElement>(null);
  const frameRef = useMergedRef(measured, frame);
  const used = planSize(plan);
  const zoom = useZoom(used.width, width - 18);
  const size = { width: Math.max(used.width + spare, width / zoom.scale), height: used.height + spare };
  const pointer = usePlanPointer({ canvas, tray, scale: zoom.scale, editor });
  const saving = useSavePlan(editor, onClose);
  const [focused, setFocused] = useState<string | null>(null);
  const groups = new Map(pcs.map((pc) => [pc.pc_name, pc.pc_group_name]));
  const groupOf = (pcName: string) => groups.get(pcName) ?? "";
  const firstPc = plan.pcs.find(({ spot }) => spot !== null);
  const tabStop = focused ?? (firstPc === undefined ? null : `pc ${firstPc.name}`);
  useEditorKeys({ editor, canvas, save: saving.save, leave: saving.leave });
  const waiting = plan.pcs.filter(({ spot }) => spot === null);
  const addRoom = () => {
    const box = frame.current;
    const at = (px: number) => px / zoom.scale + 2 * gridStep;
    editor.addRoom({ left: at(box?.scrollLeft ?? 0), top: at(box?.scrollTop ?? 0) });
  };
  return (
    <Stack gap="sm" data-testid="plan-editor">
      <Toolbar editor={editor} onAddRoom={addRoom} waiting={waiting.length} saving={saving} zoom={zoom} />
      <RefusalAlert error={saving.error} />
      <div className="plan-editor">
        <div
          ref={frameRef}
          className="map-scroll plan-frame"
          role="group"
          aria-label={p.canvas}
          onFocus={(event) => setFocused(event.target.dataset["stop"] ?? null)}
        >
          <PlanCanvas
            {...{ canvas, plan, picked, size, tabStop, groupOf }}
            scale={zoom.scale}
            drag={pointer.drag}
            onPointerDown={pointer.onPointerDown}
          />
        </div>
        <Stack gap="sm" className="plan-side">
          <PickedPanel editor={editor} taken={saving.taken} />
          <Tray
            tray={tray}
            editor={editor}
            names={waiting.map(({ name }) => name)}
            onPointerDown={pointer.onPointerDown}
          />
        </Stack>
      </div>
      <VisuallyHidden role="status" aria-live="polite">
        {editor.said}
      </VisuallyHidden>
    </Stack>
  );
}

interface ToolbarProps {
  editor: Editor;
  onAddRoom: () => void;
  waiting: number;
  saving: ReturnType<typeof useSavePlan>;
  zoom: ReturnType<typeof useZoom>;
}

function Toolbar({ editor, onAddRoom, waiting, saving, zoom }: ToolbarProps) {
  const whyNotSave =
    editor.changes === null
      ? p.saveNone
      : editor.plan.rooms.some((room) => roomNameFault(editor.plan, room) !== null)
        ? p.fixNames
        : null;
  return (
    <Group justify="space-between" gap="xs">
      <Title order={1} size="h2">
        {p.title}
      </Title>
      <Group gap="xs">
        <GuardedButton
          why={null}
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={onAddRoom}
          data-testid="plan-add-room"
        >
          {p.addRoom}
        </GuardedButton>
        <GuardedButton
          why={waiting === 0 ? p.placeAllNone : null}
          variant="default"
          onClick={editor.placeAll}
          data-testid="plan-place-all"
        >
          {p.placeAll(waiting)}
        </GuardedButton>
        <Step label={p.undo} why={p.undoNone} Icon={IconArrowBackUp} onClick={editor.undo} />
        <Step label={p.redo} why={p.redoNone} Icon={IconArrowForwardUp} onClick={editor.redo} />
        <ZoomButtons zoom={zoom} />
        <GuardedButton why={null} variant="default" onClick={saving.leave} data-testid="plan-close">
          {p.leave}
        </GuardedButton>
        <GuardedButton
          why={whyNotSave}
          loading={saving.isPending}
          onClick={saving.save}
          data-testid="plan-save"
        >
          {p.save}
        </GuardedButton>
      </Group>
    </Group>
  );
}

interface StepProps {
  label: string;
  why: string;
  Icon: Icon;
  onClick: (() => void) | null;
}

function Step({ label, why, Icon, onClick }: StepProps) {
  return (
    <Tooltip label={onClick === null ? why : label}>
      <ActionIcon
        variant="default"
        size={36}
        aria-label={label}
        aria-disabled={onClick === null}
        data-disabled={onClick === null || undefined}
        onClick={() => onClick?.()}
      >
        <Icon size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}

interface TrayProps {
  tray: RefObject<HTMLDivElement | null>;
  editor: Editor;
  names: readonly string[];
  onPointerDown: (event: React.PointerEvent) => void;
}

function Tray({ tray, editor, names, onPointerDown }: TrayProps) {
  return (
    <Paper withBorder p="sm" ref={tray} component="section" aria-label={p.tray} data-testid="plan-tray">
      <Title order={3} size="h6" mb={4}>
        {p.tray} ({names.length})
      </Title>
      <Text size="xs" c="dimmed" mb={6}>
        {names.length === 0 ? p.trayEmpty : p.trayHelp}
      </Text>
      <div className="plan-tray" onPointerDown={onPointerDown}>
        {names.map((name) => (
          <button
            key={name}
            type="button"
            className="plan-tray-pc"
            data-tray-pc={name}
            data-picked={editor.picked.pcs.has(name) || undefined}
            data-testid={`tray-pc-${name}`}
            onKeyDown={(event) => {
              if (event.key !== "Enter") return;
              // So that Enter does nothing else on top of it.
              event.preventDefault();
              editor.place(name, { left: 2 * gridStep, top: 2 * gridStep });
            }}
          >
            {name}
          </button>
        ))}
      </div>
    </Paper>
  );
}
