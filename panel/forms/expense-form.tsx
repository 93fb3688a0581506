import { Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { addExpense } from "../../contract/operations/expenses.ts";
import { useCall } from "../api/calls.ts";
import { sessionQuery, useSignedIn } from "../api/session.ts";
import { useBooking } from "../api/use-booking.ts";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";
import { BookingEnd } from "./booking-end.tsx";
import { amountOf, amountProblem } from "./money-input.ts";

const s = t.shifts;

interface Wanted {
  expense_amount: string;
  expense_details: string;
}

/** Pays an expense in cash, out of one's drawer. */
export function ExpenseForm() {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const [typed, setTyped] = useState("");
  const [details, setDetails] = useState("");
  const [touched, setTouched] = useState(false);
  const booking = useBooking({
    name: "expense",
    send: (wanted: Wanted, options) => call(addExpense, wanted, options),
    onDone: (_, wanted) => {
      modals.closeAll();
      notifications.show({
        message: s.expensePaid(moneyText(wanted.expense_amount, cafe.currency)),
        color: "teal",
      });
      void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      void client.invalidateQueries({ queryKey: ["shifts"] });
    },
  });
  const amount = amountOf(typed);
  const detailsMissing = details.trim() === "";
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setTouched(true);
        if (booking.unanswered !== null) booking.book(booking.unanswered);
        else if (amount !== null && !detailsMissing)
          booking.book({ expense_amount: amount, expense_details: details.trim() });
      }}
    >
      <Stack>
        <Text size="sm">{s.expenseHelp}</Text>
        <TextInput
          label={t.topUp.amount}
          inputMode="decimal"
          size="lg"
          data-autofocus
          data-testid="expense-amount"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={amountProblem(typed, touched)}
        />
        <TextInput
          label={s.expenseDetails}
          required
          maxLength={500}
          data-testid="expense-details"
          value={details}
          onChange={(event) => setDetails(event.currentTarget.value)}
          error={touched && detailsMissing ? s.expenseDetailsNeeded : null}
        />
        <BookingEnd booking={booking} label={s.expense} testId="expense-confirm" />
      </Stack>
    </form>
  );
}
