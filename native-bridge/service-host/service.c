/* The service itself: what Windows asks of one, and the core kept alive under it. */
#include <stdio.h>

#include "host.h"
#include "restart.h"

enum {
  TICK_MS = 1000,
  /* A slow disk under a virus scanner; then it is one that does not start. */
  START_MS = 120000,
  /* Within the ten seconds that Windows gives before it shuts down (SERVICE_CONFIG_PRESHUTDOWN_INFO). */
  STOP_MS = 8000
};

static SERVICE_STATUS_HANDLE status_handle;
static SERVICE_STATUS status = {.dwServiceType = SERVICE_WIN32_OWN_PROCESS, .dwCurrentState = SERVICE_START_PENDING};
static HANDLE stopping;
static HANDLE control_lock;

/* Tells Windows; on a console nobody. */
static void report(DWORD state) {
  WaitForSingleObject(control_lock, INFINITE);
  bool pending = state == SERVICE_START_PENDING || state == SERVICE_STOP_PENDING;
  /* STOP_PENDING is not taken back by a start that has not heard of it yet. */
  if (status.dwCurrentState != SERVICE_STOP_PENDING || state == SERVICE_STOP_PENDING || state == SERVICE_STOPPED) {
    status.dwCurrentState = state;
    status.dwCheckPoint = pending ? status.dwCheckPoint + 1 : 0;
    status.dwWaitHint = pending ? 5 * TICK_MS : 0;
    status.dwControlsAccepted =
        state == SERVICE_STOPPED ? 0 : SERVICE_ACCEPT_STOP | SERVICE_ACCEPT_PRESHUTDOWN | SERVICE_ACCEPT_POWEREVENT;
    if (status_handle != NULL) SetServiceStatus(status_handle, &status);
  }
  ReleaseMutex(control_lock);
}

static DWORD WINAPI on_control(DWORD control, DWORD type, void *data, void *context) {
  (void)data;
  (void)context;
  switch (control) {
    case SERVICE_CONTROL_STOP:
    case SERVICE_CONTROL_PRESHUTDOWN:
    case SERVICE_CONTROL_SHUTDOWN:
      report(SERVICE_STOP_PENDING);
      SetEvent(stopping);
      return NO_ERROR;
    case SERVICE_CONTROL_POWEREVENT:
      /* The link to the portal may stand and lead nowhere. */
      if (type == PBT_APMRESUMEAUTOMATIC) core_send("wake", "", 0);
      return NO_ERROR;
    case SERVICE_CONTROL_INTERROGATE:
      return NO_ERROR;
    default:
      return ERROR_CALL_NOT_IMPLEMENTED;
  }
}

/* Lets the core end by itself, and ends it where it does not. */
static void stop_core(void) {
  struct core_end end;
  core_send("stop", "", 0);
  for (int waited = 0; WaitForSingleObject(core_process(), TICK_MS) == WAIT_TIMEOUT;) {
    report(SERVICE_STOP_PENDING);
    if ((waited += TICK_MS) < STOP_MS) continue;
    wchar_t limit[16];
    _snwprintf(limit, COUNT(limit), L"%d", STOP_MS);
    const wchar_t *strings[] = {limit};
    event_log_write(EVENT_STOP_FORCED, strings, 1);
    break;
  }
  core_reap(&end);
}

/* Watches a core that was started, until it ends by itself (false) or the service is to stop (true). */
static bool watch_core(void) {
  HANDLE until_ready[] = {stopping, core_process(), core_ready()};
  for (int waited = 0; waited < START_MS; waited += TICK_MS) {
    DWORD which = WaitForMultipleObjects(COUNT(until_ready), until_ready, FALSE, TICK_MS);
    if (which == WAIT_OBJECT_0) return true;
    if (which == WAIT_OBJECT_0 + 1) return false;
    if (which == WAIT_OBJECT_0 + 2) {
      report(SERVICE_RUNNING);
      return WaitForMultipleObjects(2, until_ready, FALSE, INFINITE) == WAIT_OBJECT_0;
    }
    if (status.dwCurrentState == SERVICE_START_PENDING) report(SERVICE_START_PENDING);
  }
  return false;
}

/* Runs until the service is to stop: 0, or it cannot go on: the event that says why. */
static DWORD run(void) {
  wchar_t path[MAX_PATH];
  const wchar_t *why = NULL;
  if (!data_folder_open(path, &why)) {
    const wchar_t *strings[] = {path, why};
    event_log_write(EVENT_DATA_FOLDER_REFUSED, strings, 2);
    return EVENT_DATA_FOLDER_REFUSED;
  }
  struct restarts restarts = {0};
  for (;;) {
    struct core_end end = {0};
    if (core_start(&end)) {
      if (watch_core()) {
        stop_core();
        return 0;
      }
      core_reap(&end);
    } else {
      const wchar_t *strings[] = {end.words};
      event_log_write(EVENT_CORE_NOT_STARTED, strings, 1);
    }
    wchar_t code[16], wait[16];
    int pause = restart_pause(&restarts, GetTickCount64());
    _snwprintf(code, COUNT(code), L"%lu", end.code);
    if (pause < 0) {
      const wchar_t *strings[] = {code, end.words};
      event_log_write(EVENT_CORE_GIVEN_UP, strings, 2);
      return EVENT_CORE_GIVEN_UP;
    }
    _snwprintf(wait, COUNT(wait), L"%d", pause);
    const wchar_t *strings[] = {code, wait, end.words};
    event_log_write(EVENT_CORE_ENDED, strings, 3);
    if (WaitForSingleObject(stopping, (DWORD)pause) == WAIT_OBJECT_0) return 0;
  }
}

static bool prepare(bool console) {
  event_log_open(console);
  stopping = CreateEventW(NULL, TRUE, FALSE, NULL);
  control_lock = CreateMutexW(NULL, FALSE, NULL);
  return stopping != NULL && control_lock != NULL;
}

static void WINAPI service_run(DWORD argc, wchar_t **argv) {
  (void)argc;
  (void)argv;
  if (!prepare(false)) return;
  status_handle = RegisterServiceCtrlHandlerExW(SERVICE_NAME, on_control, NULL);
  if (status_handle == NULL) return;
  report(SERVICE_START_PENDING);
  DWORD event = run();
  /* An error of our own: the failure actions that the installer set are Windows' affair from here. */
  status.dwWin32ExitCode = event == 0 ? NO_ERROR : ERROR_SERVICE_SPECIFIC_ERROR;
  status.dwServiceSpecificExitCode = event & 0xffff;
  report(SERVICE_STOPPED);
}

int service_main(void) {
  wchar_t name[] = SERVICE_NAME;
  SERVICE_TABLE_ENTRYW table[] = {{name, service_run}, {NULL, NULL}};
  return StartServiceCtrlDispatcherW(table) ? 0 : 1;
}

static BOOL WINAPI on_break(DWORD kind) {
  (void)kind;
  SetEvent(stopping);
  return TRUE;
}

int service_console(void) {
  if (!prepare(true) || !SetConsoleCtrlHandler(on_break, TRUE)) return 1;
  return (int)(run() & 0xffff);
}

/* The source of our entries in the event log: where its texts are. */
static bool add_event_source(const wchar_t *exe) {
  static const wchar_t key[] = L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\Vigilot";
  DWORD types = EVENTLOG_ERROR_TYPE | EVENTLOG_WARNING_TYPE | EVENTLOG_INFORMATION_TYPE;
  DWORD size = (DWORD)((wcslen(exe) + 1) * sizeof(wchar_t));
  return RegSetKeyValueW(HKEY_LOCAL_MACHINE, key, L"EventMessageFile", REG_EXPAND_SZ, exe, size) == ERROR_SUCCESS &&
         RegSetKeyValueW(HKEY_LOCAL_MACHINE, key, L"TypesSupported", REG_DWORD, &types, sizeof types) == ERROR_SUCCESS;
}

/*
 * What Windows does should the host end, also by itself with an error (event 101 or 104): the installer's rows for the same
 * service (installers/msi/rows.ts).
 */
static bool set_recovery(SC_HANDLE service) {
  SC_ACTION restarts[] = {{SC_ACTION_RESTART, 5000}, {SC_ACTION_RESTART, 30000}, {SC_ACTION_RESTART, 60000}};
  SERVICE_FAILURE_ACTIONSW actions = {.dwResetPeriod = 86400, .cActions = COUNT(restarts), .lpsaActions = restarts};
  SERVICE_FAILURE_ACTIONS_FLAG without_crash = {TRUE};
  return ChangeServiceConfig2W(service, SERVICE_CONFIG_FAILURE_ACTIONS, &actions) &&
         ChangeServiceConfig2W(service, SERVICE_CONFIG_FAILURE_ACTIONS_FLAG, &without_crash);
}

int service_install(void) {
  wchar_t exe[MAX_PATH], command[MAX_PATH + 2];
  DWORD length = GetModuleFileNameW(NULL, exe, MAX_PATH);
  if (length == 0 || length == MAX_PATH) return 1;
  _snwprintf(command, COUNT(command), L"\"%ls\"", exe);
  SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CREATE_SERVICE);
  SC_HANDLE service = manager == NULL ? NULL
                                      : CreateServiceW(manager, SERVICE_NAME, L"Vigilot", SERVICE_CHANGE_CONFIG | SERVICE_START,
                                                       SERVICE_WIN32_OWN_PROCESS, SERVICE_AUTO_START,
                                                       SERVICE_ERROR_NORMAL, command, NULL, NULL, NULL,
                                                       L"NT SERVICE\\" SERVICE_NAME, NULL);
  bool made = service != NULL && add_event_source(exe);
  if (!made) fprintf(stderr, "not installed: Windows %lu\n", GetLastError());
  /* It runs all the same. */
  else if (!set_recovery(service)) fprintf(stderr, "installed, but not to be started again: Windows %lu\n", GetLastError());
  if (service != NULL) CloseServiceHandle(service);
  if (manager != NULL) CloseServiceHandle(manager);
  return made ? 0 : 1;
}

int service_uninstall(void) {
  static const wchar_t key[] = L"SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\Vigilot";
  SC_HANDLE manager = OpenSCManagerW(NULL, NULL, SC_MANAGER_CONNECT);
  SC_HANDLE service = manager == NULL ? NULL : OpenServiceW(manager, SERVICE_NAME, DELETE);
  bool gone = service != NULL && DeleteService(service);
  if (!gone) fprintf(stderr, "not uninstalled: Windows %lu\n", GetLastError());
  if (service != NULL) CloseServiceHandle(service);
  if (manager != NULL) CloseServiceHandle(manager);
  return gone && RegDeleteKeyW(HKEY_LOCAL_MACHINE, key) == ERROR_SUCCESS ? 0 : 1;
}
