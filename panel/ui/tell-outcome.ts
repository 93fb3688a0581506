import { notifications } from "@mantine/notifications";
import { refusalText } from "../api/calls.ts";

/** Tells at the edge of the page that something was done, or why it was refused. */
export const tellOutcome = (done: Promise<unknown>, told: string): Promise<boolean> =>
  done.then(
    () => {
      notifications.show({ message: told, color: "teal" });
      return true;
    },
    (error: unknown) => {
      notifications.show({ message: refusalText(error), color: "red", autoClose: 10_000 });
      return false;
    },
  );
