import type { ReactNode } from "react";
import { createPortal } from "react-dom";

interface Props {
  /** A whole page of paper, in place of a till's roll. */
  isWide?: boolean;
  children: ReactNode;
}

/** What the printer alone sees: while it stands in the page nothing else is printed. */
export function PrintSheet({ isWide = false, children }: Props) {
  return createPortal(
    <div
      className={isWide ? "print-sheet print-wide" : "print-sheet"}
      aria-hidden="true"
      data-testid="print-sheet"
    >
      {children}
    </div>,
    document.body,
  );
}
