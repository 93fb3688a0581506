import { Button, Stack } from "@mantine/core";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { OutcomeNote } from "./desk-parts.tsx";

interface Props {
  booking: {
    error: Error | null;
    isPending: boolean;
    failures: number;
    unanswered: unknown;
    drop: () => void;
  };
  /** What the button says: what is booked, with its amount. */
  label: string;
  disabled?: boolean;
  color?: string;
  testId: string;
}

/** The end of every form that moves money: what is known of the last try, and the button that books. */
export function BookingEnd({ booking, label, disabled = false, color, testId }: Props) {
  const isUnanswered = booking.unanswered !== null;
  return (
    <Stack className="booking-end">
      <OutcomeNote
        failures={booking.failures}
        isUnanswered={isUnanswered}
        isOfNow={booking.error !== null}
        onDrop={booking.drop}
      />
      <RefusalAlert error={booking.isPending ? null : booking.error} />
      <Button
        type="submit"
        size="md"
        color={color}
        loading={booking.isPending}
        disabled={!isUnanswered && disabled}
        data-testid={testId}
      >
        {label}
      </Button>
    </Stack>
  );
}
