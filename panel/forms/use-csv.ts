import { notifications } from "@mantine/notifications";
import { useRef, useState } from "react";
import { allPages, waitSeconds, type Page } from "../api/all-pages.ts";
import { refusalText } from "../api/calls.ts";
import { t } from "../text/en.ts";
import { csvLines, csvMark, saveFile } from "../ui/csv.ts";

export interface CsvColumn<Row> {
  header: string;
  value: (row: Row) => string;
}

interface Saved<Row> {
  fileName: string;
  columns: readonly CsvColumn<Row>[];
  keyOf: (row: Row) => number;
  read: (page: number, signal: AbortSignal) => Promise<Page<Row>>;
}

export interface CsvProgress {
  done: number;
  all: number;
}

/** Saves a whole list as one file, page after page; it can be stopped, and then nothing is saved. */
export function useCsv() {
  const [progress, setProgress] = useState<CsvProgress | null>(null);
  const stopping = useRef<AbortController | null>(null);

  async function gather<Row>({ columns, keyOf, read }: Saved<Row>, signal: AbortSignal) {
    const parts = [csvMark, csvLines([columns.map(({ header }) => header)])];
    let done = 0;
    const reader = { keyOf, read: (page: number) => read(page, signal), wait: waitSeconds };
    for await (const { rows, total } of allPages(reader)) {
      signal.throwIfAborted();
      parts.push(csvLines(rows.map((row) => columns.map(({ value }) => value(row)))));
      done += rows.length;
      setProgress({ done, all: Math.max(total, done) });
    }
    return { parts, done };
  }

  async function save<Row>(saved: Saved<Row>) {
    const stop = new AbortController();
    stopping.current = stop;
    setProgress({ done: 0, all: 0 });
    try {
      const { parts, done } = await gather(saved, stop.signal);
      saveFile(saved.fileName, parts);
      notifications.show({ message: t.csv.done(done), color: "teal" });
    } catch (error) {
      const message = stop.signal.aborted ? t.csv.stopped : refusalText(error);
      notifications.show({ message, color: stop.signal.aborted ? "gray" : "red", autoClose: 10_000 });
    } finally {
      setProgress(null);
    }
  }

  return { save, progress, stop: () => stopping.current?.abort() };
}
