import { Badge, Tooltip } from "@mantine/core";
import { IconBolt, IconBoltOff } from "@tabler/icons-react";
import { useLive } from "../live/live-provider.tsx";
import { t } from "../text/en.ts";

/** Whether what is shown is live; quiet, because the panel works without it too. */
export function LiveBadge() {
  const { link } = useLive();
  const live = link === "live";
  const Icon = live ? IconBolt : IconBoltOff;
  return (
    <Tooltip label={live ? t.live.liveHelp : t.live.lostHelp} multiline maw={280}>
      <Badge
        role="status"
        data-testid="live-badge"
        variant="light"
        flex="none"
        color={live ? "teal" : "gray"}
        leftSection={<Icon size={12} aria-hidden />}
      >
        {t.live[link]}
      </Badge>
    </Tooltip>
  );
}
