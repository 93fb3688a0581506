import { Button, Group, SegmentedControl, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { restock } from "../../contract/operations/stock.ts";
import { useCall } from "../api/calls.ts";
import { useBooking } from "../api/use-booking.ts";
import { t } from "../text/en.ts";
import { BookingEnd } from "./booking-end.tsx";
import { readMoney } from "./money-input.ts";
import type { Product } from "./product-values.ts";

const p = t.products;

interface Wanted {
  qty: number;
  cost?: string;
  comment: string;
}

/** Pieces that come, or are taken away with a reason. A lost answer is asked for again, so nothing is added twice. */
export function RestockForm({ product }: { product: Product }) {
  const call = useCall();
  const client = useQueryClient();
  const [way, setWay] = useState<"came" | "correct">("came");
  const [typed, setTyped] = useState("");
  const [cost, setCost] = useState("");
  const [comment, setComment] = useState("");
  const booking = useBooking({
    name: `restock:${product.product_id}`,
    send: (wanted: Wanted, options) =>
      call(restock, { product_id: String(product.product_id), ...wanted }, options),
    onDone: ({ product_qty: left }) => {
      modals.closeAll();
      notifications.show({ message: p.restocked(product.product_name, left), color: "teal" });
      void client.invalidateQueries({ queryKey: ["products"] });
    },
  });
  const pieces = /^[1-9]\d{0,5}$/.test(typed.trim()) ? Number(typed.trim()) : null;
  const read = readMoney(cost, 10);
  const costProblem =
    cost.trim() !== "" && !("amount" in read && Number(read.amount) >= 0) ? p.priceWrong : null;
  const tooMany = way === "correct" && pieces !== null && pieces > product.product_qty;
  const lacksReason = way === "correct" && comment.trim() === "";
  const wanted: Wanted | null =
    pieces === null || costProblem !== null || tooMany || lacksReason
      ? null
      : {
          qty: way === "came" ? pieces : -pieces,
          ...(way === "came" && cost.trim() !== "" && "amount" in read && { cost: read.amount }),
          comment: comment.trim(),
        };
  const then = product.product_qty + (way === "came" ? 1 : -1) * (pieces ?? 0);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const next = booking.unanswered ?? wanted;
        if (next !== null) booking.book(next);
      }}
    >
      <Stack>
        <SegmentedControl
          value={way}
          onChange={(chosen) => setWay(chosen)}
          data={[
            { value: "came", label: p.came },
            { value: "correct", label: p.correct },
          ]}
        />
        <Group grow align="start">
          <TextInput
            label={p.comes}
            inputMode="numeric"
            data-autofocus
            data-testid="restock-pieces"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={
              tooMany
                ? p.tooMany(product.product_qty)
                : typed !== "" && pieces === null
                  ? p.piecesWrong
                  : null
            }
          />
          {way === "came" && (
            <TextInput
              label={p.comesCost}
              inputMode="decimal"
              data-testid="restock-cost"
              value={cost}
              onChange={(event) => setCost(event.currentTarget.value)}
              error={costProblem}
            />
          )}
        </Group>
        {way === "came" && (
          <Text size="xs" c="dimmed">
            {p.comesCostHelp}
          </Text>
        )}
        <TextInput
          label={p.why}
          maxLength={500}
          required={way === "correct"}
          data-testid="restock-why"
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
          error={way === "correct" && pieces !== null && lacksReason ? p.whyWrong : null}
        />
        <Text size="sm" role="status">
          {p.there(product.product_qty)}
          {pieces !== null && !tooMany && ` → ${p.then(then)}`}
        </Text>
        <BookingEnd
          booking={booking}
          label={way === "came" ? p.restock : p.correct}
          disabled={wanted === null}
          testId="restock-confirm"
        />
        <Button variant="default" onClick={() => modals.closeAll()}>
          {t.common.cancel}
        </Button>
      </Stack>
    </form>
  );
}
