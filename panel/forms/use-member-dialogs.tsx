import { modals } from "@mantine/modals";
import { t } from "../text/en.ts";
import type { Member } from "../ui/member-status.tsx";
import { ImportForm } from "./import-form.tsx";
import { MemberForm } from "./member-form.tsx";
import { MemberMessageForm } from "./member-message-form.tsx";
import { MemberMoneyForm, type MoneyKind } from "./member-money-form.tsx";
import { RefundForm } from "./refund-form.tsx";
import { TopUpForm } from "./top-up-form.tsx";

export interface MemberDialogs {
  add: () => void;
  importFile: () => void;
  edit: (member: Member) => void;
  topUp: (member: Member) => void;
  refund: (member: Member) => void;
  money: (member: Member, kind: MoneyKind) => void;
  message: (member: Member) => void;
}

const moneyTitles: Record<MoneyKind, (account: string) => string> = {
  loan: t.memberActions.loanTitle,
  points: t.memberActions.pointsTitle,
  deduct: t.memberActions.deductTitle,
};

const dialogs: MemberDialogs = {
  add: () => {
    modals.open({ title: t.members.addTitle, size: "lg", children: <MemberForm member={null} /> });
  },
  importFile: () => {
    modals.open({
      title: t.memberImport.title,
      size: "lg",
      closeOnClickOutside: false,
      children: <ImportForm />,
    });
  },
  edit: (member) => {
    modals.open({
      title: t.members.editTitle(member.member_account),
      size: "lg",
      children: <MemberForm member={member} />,
    });
  },
  topUp: (member) => {
    // A click beside the dialog must not throw away what was typed at the till.
    modals.open({
      title: t.topUp.title(member.member_account),
      closeOnClickOutside: false,
      children: <TopUpForm member={member} />,
    });
  },
  refund: (member) => {
    modals.open({
      title: t.refund.title(member.member_account),
      closeOnClickOutside: false,
      children: <RefundForm member={member} />,
    });
  },
  money: (member, kind) => {
    modals.open({
      title: moneyTitles[kind](member.member_account),
      closeOnClickOutside: false,
      children: <MemberMoneyForm member={member} kind={kind} />,
    });
  },
  message: (member) => {
    modals.open({
      title: t.memberActions.messageTitle(member.member_account),
      children: <MemberMessageForm member={member} />,
    });
  },
};

export const useMemberDialogs = (): MemberDialogs => dialogs;
