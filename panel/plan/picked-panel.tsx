import { Button, CheckIcon, ColorSwatch, Group, Paper, Stack, Text, TextInput, Title } from "@mantine/core";
import { useEffect, useRef } from "react";
import { t } from "../text/en.ts";
import { roomNameFault } from "./edit-plan-rules.ts";
import type { PlanRoom } from "./plan-rules.ts";
import type { PlanEditor } from "./use-plan-editor.ts";

const p = t.plan;

/** Readable as a frame and as a light ground, in light and dark. */
const colors = [
  "",
  "#228be6",
  "#12b886",
  "#82c91e",
  "#fab005",
  "#f76707",
  "#fa5252",
  "#be4bdb",
  "#7950f2",
] as const;

interface Props {
  editor: PlanEditor;
  /** What the server said of the name of a room. */
  taken: { key: string; text: string } | null;
}

/** What is selected, and what can be changed of it. */
export function PickedPanel({ editor, taken }: Props) {
  const { plan, picked } = editor;
  const rooms = plan.rooms.filter(({ key }) => picked.rooms.has(key));
  const [room] = rooms;
  const pcs = plan.pcs.filter(({ name }) => picked.pcs.has(name));
  if (room !== undefined && rooms.length === 1 && pcs.length === 0)
    return (
      <RoomPanel
        key={room.key}
        room={room}
        editor={editor}
        refused={taken?.key === room.key ? taken.text : null}
      />
    );
  if (pcs.length + rooms.length === 0) return <Help />;
  const places = [
    ...new Set(pcs.map((pc) => plan.rooms.find(({ key }) => key === pc.roomKey)?.name ?? null)),
  ];
  return (
    <Paper withBorder p="sm">
      <Stack gap="xs">
        <Title order={3} size="h6">
          {[
            ...rooms.map(({ name }) => p.roomHead(name)),
            ...(pcs.length > 0 ? [p.picked(pcs.length)] : []),
          ].join(", ")}
        </Title>
        {pcs.length > 0 && (
          <Text size="sm">
            {t.hall.pcs(pcs.map(({ name }) => name))}{" "}
            {places.length === 1 && (places[0] === null ? p.inNoRoom : p.inRoom(places[0] ?? ""))}
          </Text>
        )}
        <Button variant="default" size="xs" onClick={editor.remove} data-testid="plan-remove">
          {rooms.length > 0 ? p.removePicked : p.unplace}
        </Button>
      </Stack>
    </Paper>
  );
}

interface RoomProps {
  room: PlanRoom;
  editor: PlanEditor;
  refused: string | null;
}

function RoomPanel({ room, editor, refused }: RoomProps) {
  const fault = roomNameFault(editor.plan, room);
  const inIt = editor.plan.pcs.filter((pc) => pc.roomKey === room.key).length;
  const name = useRef<HTMLInputElement>(null);
  const isNew = room.roomId === null;
  useEffect(() => {
    if (isNew) name.current?.select();
  }, [isNew]);
  return (
    <Paper withBorder p="sm">
      <Stack gap="xs">
        <TextInput
          ref={name}
          size="sm"
          label={p.roomName}
          maxLength={50}
          value={room.name}
          onChange={(event) => editor.setRoom(room.key, { name: event.currentTarget.value })}
          error={fault === "missing" ? p.roomMissing : fault === "taken" ? p.roomTaken : refused}
          data-testid="plan-room-name"
        />
        <div>
          <Text size="sm" fw={500} mb={4}>
            {p.roomColor}
          </Text>
          <Group gap={5} role="group" aria-label={p.roomColor}>
            {colors.map((color) => (
              <ColorSwatch
                key={color}
                component="button"
                size={20}
                color={color || "var(--mantine-color-default)"}
                aria-label={color === "" ? p.noColor : p.colorOf(color)}
                aria-pressed={room.color === color}
                onClick={() => editor.setRoom(room.key, { color })}
              >
                {room.color === color && <CheckIcon size={12} />}
              </ColorSwatch>
            ))}
          </Group>
        </div>
        <Text size="sm" c="dimmed" className="pc-time">
          {p.roomSize}: {room.width} × {room.height} · {p.roomPcs}: {inIt}
        </Text>
        <Button variant="default" size="xs" onClick={editor.remove} data-testid="plan-remove">
          {p.removeRoom}
        </Button>
        <Text size="xs" c="dimmed">
          {p.removeRoomHelp}
        </Text>
      </Stack>
    </Paper>
  );
}

function Help() {
  return (
    <Paper withBorder p="sm">
      <Title order={3} size="h6" mb={4}>
        {p.helpTitle}
      </Title>
      <Stack gap={6}>
        {p.help.map((line) => (
          <Text key={line} size="xs" c="dimmed">
            {line}
          </Text>
        ))}
      </Stack>
    </Paper>
  );
}
