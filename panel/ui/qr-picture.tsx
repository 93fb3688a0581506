import { Paper } from "@mantine/core";
import encodeQR from "qr";
import { useMemo } from "react";

interface Props {
  text: string;
  label: string;
  testId?: string;
}

/** A QR picture, black on white also in the dark: many cameras read no other. Made on this device. */
export function QrPicture({ text, label, testId }: Props) {
  const { path, size } = useMemo(() => {
    // Four modules of white around, as the standard wants.
    const rows = encodeQR(text, "raw", { ecc: "medium", border: 4 });
    const dark = rows.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { path: dark.join(""), size: rows.length };
  }, [text]);
  return (
    <Paper bg="white" withBorder p={0} w="fit-content" data-testid={testId}>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${size} ${size}`}
        width={240}
        height={240}
        shapeRendering="crispEdges"
        style={{ display: "block" }}
      >
        <path d={path} fill="#000" />
      </svg>
    </Paper>
  );
}
