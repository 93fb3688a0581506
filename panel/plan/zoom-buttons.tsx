import { ActionIcon, Group, Tooltip } from "@mantine/core";
import { IconArrowAutofitWidth, IconZoomIn, IconZoomOut, type Icon } from "@tabler/icons-react";
import { t } from "../text/en.ts";
import type { Zoom } from "./use-zoom.ts";

const p = t.plan;

export function ZoomButtons({ zoom }: { zoom: Zoom }) {
  return (
    <Group gap={4} wrap="nowrap">
      <One label={p.zoomOut} Icon={IconZoomOut} onClick={zoom.smaller} />
      <One label={p.zoomIn} Icon={IconZoomIn} onClick={zoom.larger} />
      <One label={p.zoomFit} Icon={IconArrowAutofitWidth} onClick={zoom.isFit ? null : zoom.fit} />
    </Group>
  );
}

function One({ label, Icon, onClick }: { label: string; Icon: Icon; onClick: (() => void) | null }) {
  return (
    <Tooltip label={label}>
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
