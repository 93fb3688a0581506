import { ActionIcon, Menu, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconMoon, IconSun, IconSunMoon } from "@tabler/icons-react";
import { t } from "../text/en.ts";

const schemes = [
  ["light", t.shell.light, IconSun],
  ["dark", t.shell.dark, IconMoon],
  ["auto", t.shell.auto, IconSunMoon],
] as const;

export function ThemeMenu() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t.shell.theme}>
          <IconSunMoon size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {schemes.map(([scheme, label, Icon]) => (
          <Menu.Item
            key={scheme}
            leftSection={<Icon size={16} aria-hidden />}
            rightSection={scheme === colorScheme ? <IconCheck size={14} aria-hidden /> : null}
            onClick={() => setColorScheme(scheme)}
          >
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
