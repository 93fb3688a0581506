import { Loader, Radio, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { suggestMembers } from "../../contract/operations/members.ts";
import { startMember } from "../../contract/operations/pc-sessions.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { useBooking } from "../api/use-booking.ts";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { BookingEnd } from "./booking-end.tsx";

/** Finds a member as the desk types, and starts the session. */
export function StartMemberForm({ pcName }: { pcName: string }) {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 250);
  const [chosen, setChosen] = useState("");
  const found = useQuery({
    queryKey: ["suggest", search],
    queryFn: ({ signal }) => call(suggestMembers, { search_text: search }, { signal }),
    enabled: search.length >= 2,
  });
  const booking = useBooking({
    name: `startMember:${pcName}`,
    send: (memberId: number, options) => call(startMember, { pc_name: pcName, member_id: memberId }, options),
    onDone: () => {
      modals.closeAll();
      notifications.show({ message: t.computers.done.started(pcName), color: "teal" });
      void client.invalidateQueries({ queryKey: ["pcs"] });
    },
  });
  const sent = booking.unanswered ?? (chosen === "" ? null : Number(chosen));
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (sent !== null) booking.book(sent);
      }}
    >
      <Stack>
        <TextInput
          label={t.computers.findMember}
          description={t.computers.findHelp}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setChosen("");
          }}
          rightSection={found.isFetching ? <Loader size="xs" /> : null}
          data-autofocus
        />
        <RefusalAlert error={found.error} />
        {found.data?.length === 0 && <Text c="dimmed">{t.computers.findNone}</Text>}
        <Radio.Group value={chosen} onChange={setChosen} aria-label={t.computers.findMember}>
          <Stack gap="xs" mah={260} className="table-scroll">
            {found.data?.slice(0, 8).map((member) => (
              <Radio
                key={member.member_id}
                value={String(member.member_id)}
                label={member.member_account}
                description={[
                  `${member.member_first_name} ${member.member_last_name}`.trim(),
                  member.member_phone,
                  moneyText(member.member_balance, cafe.currency),
                  member.member_is_active === 0 ? t.members.inactive : "",
                ]
                  .filter(Boolean)
                  .join(" · ")}
              />
            ))}
          </Stack>
        </Radio.Group>
        <BookingEnd
          booking={booking}
          label={sent === null ? t.hall.chooseMember : t.hall.start(1)}
          disabled={sent === null}
          testId="start-confirm"
        />
      </Stack>
    </form>
  );
}
