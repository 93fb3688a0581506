export interface HallDrag {
  from: string;
  over: string | null;
}

/** What the hall does with a pointer; PCs are told by name. */
export interface HallPointerEvents {
  /** Whether the session of this PC can be dragged away, and dropped on that one. */
  mayDrag: (pcName: string) => boolean;
  mayDrop: (pcName: string) => boolean;
  /** While something is dragged, and null when no longer. */
  onDrag: (drag: HallDrag | null) => void;
  onDrop: (from: string, to: string) => void;
  /** The PCs within the rectangle drawn so far. */
  onRect: (pcNames: readonly string[], isAdding: boolean) => void;
  onRectEnd: () => void;
  onMenu: (pcName: string, at: { x: number; y: number }) => void;
}

interface Press {
  id: number;
  x: number;
  y: number;
  /** In the middle of nothing: null. */
  pcName: string | null;
  isTouch: boolean;
  isAdding: boolean;
}

/** From here on a press is a movement, px. */
const threshold = { mouse: 6, touch: 10 } as const;
/** A finger that rests so long picks the session up instead of scrolling, ms. */
const longPressMs = 400;
/** Near the edge of the window the page scrolls along, px. */
const edge = 48;

export const pcNameOf = (target: EventTarget | null): string | null =>
  target instanceof Element ? (target.closest<HTMLElement>("[data-pc]")?.dataset["pc"] ?? null) : null;

/**
 * Mouse, pen and finger in the hall, whether PCs are tiles, rows or stand on the plan: a running session is dragged onto a free
 * PC (a finger rests first), a rectangle drawn elsewhere selects, the second button opens the menu.
 */
export class HallPointer {
  readonly #root: HTMLElement;
  readonly #events: HallPointerEvents;
  #press: Press | null = null;
  #mode: "drag" | "rect" | null = null;
  #timer: number | undefined;
  #drawn: HTMLElement | null = null;
  #last = { x: 0, y: 0 };
  #over: string | null = null;
  #justMoved = false;
  readonly #off = new AbortController();

  constructor(root: HTMLElement, events: HallPointerEvents) {
    this.#root = root;
    this.#events = events;
    const { signal } = this.#off;
    root.addEventListener("pointerdown", this.#onDown, { signal });
    root.addEventListener("click", this.#onClick, { signal, capture: true });
    root.addEventListener("contextmenu", this.#onContextMenu, { signal });
    // Scrolling is called off only while a session is carried.
    root.addEventListener("touchmove", this.#onTouchMove, { signal, passive: false });
    window.addEventListener("pointermove", this.#onMove, { signal });
    window.addEventListener("pointerup", this.#onUp, { signal });
    window.addEventListener("pointercancel", this.#onCancel, { signal });
    window.addEventListener("keydown", this.#onKey, { signal, capture: true });
  }

  stop(): void {
    this.#end();
    this.#off.abort();
  }

  readonly #onDown = (event: PointerEvent) => {
    if (event.button !== 0 || this.#press !== null) return;
    if (event.target instanceof Element && event.target.closest("[data-no-drag]") !== null) return;
    this.#justMoved = false;
    const isTouch = event.pointerType === "touch";
    const pcName = pcNameOf(event.target);
    const isAdding = event.ctrlKey || event.metaKey || event.shiftKey;
    this.#press = { id: event.pointerId, x: event.clientX, y: event.clientY, pcName, isTouch, isAdding };
    this.#last = { x: event.clientX, y: event.clientY };
    if (isTouch && pcName !== null && this.#events.mayDrag(pcName))
      this.#timer = window.setTimeout(() => this.#begin("drag"), longPressMs);
  };

  readonly #onMove = (event: PointerEvent): void => {
    const press = this.#press;
    if (press === null || event.pointerId !== press.id) return;
    this.#last = { x: event.clientX, y: event.clientY };
    if (this.#mode === null) {
      const far = Math.hypot(event.clientX - press.x, event.clientY - press.y);
      if (far < threshold[press.isTouch ? "touch" : "mouse"]) return;
      // A finger that moves at once scrolls.
      if (press.isTouch) return this.#end();
      const carries = press.pcName !== null && this.#events.mayDrag(press.pcName);
      this.#begin(carries ? "drag" : "rect");
    }
    this.#follow();
  };

  readonly #onUp = (event: PointerEvent) => {
    const press = this.#press;
    if (press === null || event.pointerId !== press.id) return;
    const dropped = this.#mode === "drag" ? this.#over : null;
    if (this.#mode !== null) this.#swallowClick();
    this.#end();
    if (dropped !== null && press.pcName !== null) this.#events.onDrop(press.pcName, dropped);
  };

  readonly #onCancel = (event: PointerEvent) => {
    if (event.pointerId === this.#press?.id) this.#end();
  };

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || this.#mode === null) return;
    event.stopPropagation();
    this.#end();
    this.#swallowClick();
  };

  /** The click that ends a movement opens nothing. */
  readonly #onClick = (event: MouseEvent) => {
    if (!this.#justMoved) return;
    this.#justMoved = false;
    event.preventDefault();
    event.stopPropagation();
  };

  readonly #onContextMenu = (event: MouseEvent) => {
    const pcName = pcNameOf(event.target);
    if (pcName === null) return;
    event.preventDefault();
    if (this.#mode !== null) return;
    this.#end();
    // From the keyboard the event has no place of its own.
    const box = event.target instanceof Element ? event.target.getBoundingClientRect() : null;
    const isByKey = event.clientX === 0 && event.clientY === 0 && box !== null;
    const at = isByKey ? { x: box.left + 12, y: box.top + 24 } : { x: event.clientX, y: event.clientY };
    this.#events.onMenu(pcName, at);
  };

  readonly #onTouchMove = (event: TouchEvent) => {
    if (this.#mode === "drag") event.preventDefault();
  };

  /** It comes right after the pointer is let go; a later one is meant. */
  #swallowClick(): void {
    this.#justMoved = true;
    window.setTimeout(() => {
      this.#justMoved = false;
    }, 0);
  }

  #begin(mode: "drag" | "rect"): void {
    this.#mode = mode;
    this.#drawn = document.createElement("div");
    this.#drawn.className = mode === "drag" ? "drag-ghost" : "select-rect";
    document.body.append(this.#drawn);
    this.#scroll();
    this.#follow();
  }

  #follow(): void {
    if (this.#mode === "drag") this.#carry();
    else if (this.#mode === "rect") this.#draw();
  }

  #carry(): void {
    const from = this.#press?.pcName ?? "";
    const { x, y } = this.#last;
    const under = pcNameOf(document.elementFromPoint(x, y));
    this.#over = under !== null && under !== from && this.#events.mayDrop(under) ? under : null;
    if (this.#drawn !== null) {
      this.#drawn.style.transform = `translate(${x + 14}px, ${y + 14}px)`;
      this.#drawn.textContent = this.#over === null ? from : `${from} → ${this.#over}`;
    }
    this.#events.onDrag({ from, over: this.#over });
  }

  #draw(): void {
    const press = this.#press;
    if (press === null || this.#drawn === null) return;
    const left = Math.min(press.x, this.#last.x);
    const top = Math.min(press.y, this.#last.y);
    const width = Math.abs(press.x - this.#last.x);
    const height = Math.abs(press.y - this.#last.y);
    Object.assign(this.#drawn.style, {
      ...{ left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` },
    });
    const touched = [...this.#root.querySelectorAll<HTMLElement>("[data-pc]")].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.left < left + width && left < box.right && box.top < top + height && top < box.bottom;
    });
    this.#events.onRect(
      touched.map((element) => element.dataset["pc"] ?? ""),
      press.isAdding,
    );
  }

  /** Near the upper and lower edge the page goes along; the rectangle's first corner stays where it was on the page. */
  #scroll(): void {
    if (this.#mode === null) return;
    const { y } = this.#last;
    const by = y < edge ? -12 : y > window.innerHeight - edge ? 12 : 0;
    if (by !== 0 && this.#press !== null) {
      const before = window.scrollY;
      window.scrollBy(0, by);
      const gone = window.scrollY - before;
      if (gone !== 0) {
        this.#press.y -= gone;
        this.#follow();
      }
    }
    window.requestAnimationFrame(() => this.#scroll());
  }

  #end(): void {
    window.clearTimeout(this.#timer);
    this.#drawn?.remove();
    this.#drawn = null;
    if (this.#mode === "drag") this.#events.onDrag(null);
    if (this.#mode === "rect") this.#events.onRectEnd();
    this.#mode = null;
    this.#over = null;
    this.#press = null;
  }
}
