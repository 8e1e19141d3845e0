import { createEffect, createSignal, type JSX, lazy, on, onCleanup, Show, Suspense } from 'solid-js';
import type { RosterEntry } from '#shared/protocol/events.ts';
import type { ConsultPerson, ConsultSummary } from '#shared/protocol/http.ts';
import { TREATING } from '#shared/protocol/roles.ts';
import { createClock, tellTimesIn } from '../app/clock.ts';
import type { Plane } from '../app/events.ts';
import { request } from '../app/http.ts';
import { signOut } from '../app/session.ts';
import { useSigned } from '../app/shell.tsx';
import { CallStrip } from '../call/call-strip.tsx';
import { AlertButton } from '../stroke/alert-button.tsx';
import { createChart } from '../stroke/create-chart.ts';
import { createPanelChoice } from '../stroke/panels.tsx';
import { StrokePanels } from '../stroke/stroke-panels.tsx';
import { ClockBar } from '../stroke/times/clock-bar.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { Viewer } from '../viewer/api.ts';
import { drawnLengths } from './drawn-lengths.ts';
import { createGuests } from './guests/create-guests.ts';
import { GuestBar } from './guests/guest-bar.tsx';
import { GuestDialog } from './guests/guest-dialog.tsx';
import { IdentityChanged } from './identity/identity-changed.tsx';
import { IdentityDialog } from './identity/identity-dialog.tsx';
import { JoinedFrom } from './identity/joined-from.tsx';
import { JoinedInto } from './identity/joined-into.tsx';
import { PickPatient } from './identity/pick-patient.tsx';
import { forget } from './last-consult.ts';
import styles from './room.module.css';
import { RoomHeader } from './room-header.tsx';
import { RoomMenu } from './room-menu.tsx';
import { createTogether } from './together/create-together.ts';
import { FollowBanner, LookHereButton } from './together/follow-banner.tsx';
import { TogetherPanel } from './together/together.tsx';
import { WhoIsHere } from './together/who-is-here.tsx';
import { UploadDialog } from './upload/upload-dialog.tsx';
import { createVideo } from './video/create-video.ts';
import { videoPlane } from './video/plane.ts';
import { Stage } from './video/stage.tsx';
import { StartVideo } from './video/start-video.tsx';
import { createWakeLock } from './wake-lock.ts';

const ViewerPane = lazy(async () => ({ default: (await import('../viewer/viewer-pane.tsx')).ViewerPane }));

const ACCEPTING = ['neurologist', 'interventionalist'];
/** Narrower than this, the panel is a sheet that is closed at first, CSS pixels. */
const PHONE = 700;

/** One consult: identity above, pictures in the middle, people and words beside. */
export function Room(props: { consult: ConsultSummary }): JSX.Element {
  const { me, events, consults } = useSigned();
  const consultId = props.consult.id;
  const now = createClock(events.offset);
  const [viewer, setViewer] = createSignal<Viewer | null>(null);
  const [people, setPeople] = createSignal<RosterEntry[]>([]);
  const [pixels, setPixels] = createSignal<Plane>({ up: false, since: Date.now() });
  const [panel, setPanel] = createSignal(window.innerWidth >= PHONE);
  const [leaving, setLeaving] = createSignal(false);
  const [naming, setNaming] = createSignal(false);
  const [comparing, setComparing] = createSignal(false);
  const [uploading, setUploading] = createSignal(false);
  tellTimesIn(() => props.consult.site.zone);
  createWakeLock();

  const enter = async () => {
    const answer = await events.socket
      .timeout(10_000)
      .emitWithAck('enter', { consultId })
      .catch(() => null);
    if (answer?.ok) setPeople(answer.people);
  };
  const onRoster = (room: { consultId: string; people: RosterEntry[] }) => room.consultId === consultId && setPeople(room.people);
  events.socket.on('roster', onRoster);
  createEffect(on(events.plane, (plane) => plane.up && void enter()));
  onCleanup(() => {
    events.socket.off('roster', onRoster);
    void events.socket
      .timeout(5_000)
      .emitWithAck('leave', { consultId })
      .catch(() => undefined);
  });
  // The first has it; what a coordinator took gives way.
  if (props.consult.state === 'open' && props.consult.acceptedBy?.personId !== me.person.id && ACCEPTING.includes(me.person.role))
    void request<ConsultSummary>('PATCH', `/api/consults/${consultId}`, { action: 'accept' }).then(consults.put, () => undefined);

  const [authors, setAuthors] = createSignal<ConsultPerson[]>([]);
  const readAuthors = () =>
    void request<{ people: ConsultPerson[] }>('GET', `/api/consults/${consultId}/people`).then(
      (answer) => setAuthors(answer.people),
      () => undefined,
    );
  createEffect(on(people, readAuthors));
  const together = createTogether({ consultId, me: { personId: me.person.id }, people, authors, viewer, clockOffset: events.offset });

  const chart = createChart({ consult: () => props.consult, me, events, now });
  const choice = createPanelChoice();
  const guests = createGuests({ consultId, events, role: me.person.role });
  const named = () => [...authors(), ...guests.named()];
  const video = createVideo({ socket: events.socket, consultId, personId: me.person.id, people, authors: named, viewer });
  const callBack = () => props.consult.callBack.filter(({ siteId }) => siteId !== me.organisation.id);

  const own = () => people().find((one) => one.personId === me.person.id);
  const planes = () => [
    { name: 'Events', meanwhile: 'Who is here may be out of date.', ...events.plane() },
    { name: 'Reading together', meanwhile: 'Your marks are kept here and will be sent.', ...together.plane() },
    { name: 'Images', meanwhile: 'What has arrived can be read; more follows by itself.', ...pixels() },
    videoPlane(video),
  ];

  return (
    <div class={styles['room']} data-hue={props.consult.hue} data-video={video.on() ? video.layout.current() : 'off'}>
      <div class={styles['top']}>
        <RoomHeader
          consult={props.consult}
          personId={me.person.id}
          onWho={TREATING.includes(me.person.role) ? () => setNaming(true) : undefined}
          onIdentity={() => setComparing(true)}
          planes={planes()}
          now={now()}
          clocks={
            <ClockBar
              chart={chart}
              onOpen={() => {
                choice.choose('timeline');
                setPanel(true);
              }}
            />
          }
          people={<WhoIsHere together={together} />}
          pointing={<LookHereButton together={together} />}
          actions={
            <>
              <StartVideo video={video} />
              <AlertButton chart={chart} choice={choice} folded={!panel()} onOpen={() => setPanel(true)} />
              <Button aria-pressed={panel()} onClick={() => setPanel(!panel())}>
                Panel
              </Button>
              <RoomMenu
                consult={props.consult}
                who={me.person.name}
                onChanged={consults.put}
                onUpload={() => setUploading(true)}
                onInvite={guests.mayInvite ? () => guests.setOpen(true) : undefined}
                onLeave={() => setLeaving(true)}
              />
            </>
          }
        />
        <JoinedInto consult={props.consult} />
        <JoinedFrom consult={props.consult} />
        <CallStrip consult={props.consult} now={now()} />
        <GuestBar guests={guests} />
      </div>
      <main class={styles['viewer']}>
        <FollowBanner together={together} />
        <Suspense fallback={<p role="status">Loading the viewer</p>}>
          <ViewerPane
            consultId={consultId}
            me={{ personId: me.person.id, writer: own()?.writer ?? false, hue: own()?.hue ?? 0 }}
            hospital={props.consult.site.name}
            onReady={setViewer}
            toolbar={
              <span class={styles['onPhone']}>
                <LookHereButton together={together} />
              </span>
            }
            onPlane={(plane) =>
              setPixels(plane.state === 'connected' ? { up: true, since: null } : { up: false, since: plane.since ?? Date.now() })
            }
          />
        </Suspense>
      </main>
      <Stage video={video} callBack={callBack()} onLeave={() => void video.leave()} />
      <aside class={styles['panel']} aria-label="Panel" hidden={!panel()}>
        <div class={styles['people']}>
          <WhoIsHere together={together} />
        </div>
        <StrokePanels
          chart={chart}
          choice={choice}
          viewer={viewer}
          lengths={() => drawnLengths(together)}
          nameOf={(personId) => together.reading.named(personId).name}
          reading={<TogetherPanel together={together} />}
        />
      </aside>
      <Show when={naming() && props.consult.patient.mrn === ''}>
        <PickPatient
          consult={props.consult}
          now={now()}
          onClose={() => setNaming(false)}
          onCompare={() => {
            setNaming(false);
            setComparing(true);
          }}
        />
      </Show>
      <Show when={comparing()}>
        <IdentityDialog consult={props.consult} now={now()} onClose={() => setComparing(false)} />
      </Show>
      <IdentityChanged consult={props.consult} personId={me.person.id} now={now()} />
      <GuestDialog guests={guests} />
      <UploadDialog consultId={consultId} open={uploading()} onClose={() => setUploading(false)} />
      <Dialog
        open={leaving()}
        onClose={() => setLeaving(false)}
        title="Change person?"
        text={`${me.person.name} is signed out on this device. The consult goes on; marks are kept.`}
        actions={
          <>
            <Button onClick={() => setLeaving(false)}>Stay</Button>
            <Button
              kind="danger"
              onClick={() => {
                forget();
                void signOut();
              }}
            >
              Change person
            </Button>
          </>
        }
      />
    </div>
  );
}
