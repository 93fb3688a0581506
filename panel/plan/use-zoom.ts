import { useLocalStorage } from "@mantine/hooks";

/** Below this nothing on a PC can be read. */
const leastFit = 0.5;
const mostFit = 1.4;
const steps = [0.5, 0.6, 0.75, 0.9, 1, 1.15, 1.3, 1.6, 2] as const;

export interface Zoom {
  scale: number;
  isFit: boolean;
  fit: () => void;
  /** Null at the end of the steps. */
  larger: (() => void) | null;
  smaller: (() => void) | null;
}

/** How large the plan is drawn: as wide as the page unless a size was chosen, which is remembered. */
export function useZoom(planWidth: number, width: number): Zoom {
  const [chosen, setChosen] = useLocalStorage<number | null>({
    key: "netcafe.plan-zoom",
    defaultValue: null,
  });
  const fit = Math.min(Math.max(width / planWidth, leastFit), mostFit);
  const scale = chosen ?? fit;
  const larger = steps.find((each) => each > scale + 0.01);
  const smaller = [...steps].reverse().find((each) => each < scale - 0.01);
  return {
    scale,
    isFit: chosen === null,
    fit: () => setChosen(null),
    larger: larger === undefined ? null : () => setChosen(larger),
    smaller: smaller === undefined ? null : () => setChosen(smaller),
  };
}
