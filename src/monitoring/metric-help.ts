/** What each metric means, for whoever builds a dashboard from `/metrics`. */
export const HELP: Record<string, string> = {
  leadline_submissions_total: 'Submissions received, by source and what became of them.',
  leadline_intake_seconds: 'From the last byte of a submission to its answer.',
  leadline_leads: 'Leads in the ledger, by status. Their sum is the number accepted.',
  leadline_accepted_total: 'Submissions accepted into the ledger.',
  leadline_steps_total: 'Steps of the workflow that ended, by stage and end.',
  leadline_step_seconds: 'How long one run of a step took, by stage.',
  leadline_failures_total: 'Failures of outside systems, by system and kind.',
  leadline_dead_letters_total: 'Steps that gave up and wait for a person, by stage.',
  leadline_dead_letters: 'Dead letters that wait now, by stage.',
  leadline_repairs_total: 'What the sweeper put right, by kind of repair.',
  leadline_queue_jobs: 'Jobs in a queue, by queue and state.',
  leadline_speed_to_lead_seconds: 'From a submission to the alert of its owner.',
  leadline_ledger_balanced: '1 while accepted leads equal the sum of all statuses, else 0.',
  leadline_outside_call_seconds: 'How long calls of outside systems took, by system.',
  leadline_system_paused: '1 while the stages of a system are paused.',
};
