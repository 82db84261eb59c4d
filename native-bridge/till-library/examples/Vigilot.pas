{ The tills' library for Delphi (2009 and later) and Free Pascal. Only VIGILOT_ALLOW clears a pack. }
unit Vigilot;

{$IFDEF FPC}{$MODE Delphi}{$ENDIF}

interface

const
  VIGILOT_ALLOW = 1;
  VIGILOT_VERIFY = 10;
  VIGILOT_BLOCK = 20;
  { Why there was no answer, by VigilotLastError; each is explained in vigilot.h. }
  VIGILOT_OK = 0;
  VIGILOT_ERROR_ARGUMENT = 1;
  VIGILOT_ERROR_NO_AGENT = 2;
  VIGILOT_ERROR_DENIED = 3;
  VIGILOT_ERROR_NOT_OUR_AGENT = 4;
  VIGILOT_ERROR_TIMEOUT = 5;
  VIGILOT_ERROR_BROKEN = 6;
  VIGILOT_ERROR_ANSWER = 7;
  VIGILOT_ERROR_REFUSED = 8;
  VIGILOT_ERROR_SYSTEM = 9;
  VIGILOT_ERROR_BUFFER = 10;

{ The verdict; Id and Message are empty where there are none. Whatever goes wrong is VIGILOT_VERIFY. }
function VigilotCheck(const Scan, Sale: UnicodeString; out Id, Message: UnicodeString): Integer;
{ True when it is recorded; else Message says why not. }
function VigilotOutcome(const Id, Outcome, Reason: UnicodeString; out Message: UnicodeString): Boolean;
{ Of the last call of this thread. }
function VigilotLastError: Integer;
{ Not needed where the defaults fit. }
function VigilotConfigure(const Address: UnicodeString; TimeoutMs: Integer): Boolean;

implementation

const
{$IFDEF MSWINDOWS}
  Library_ = 'vigilot.dll';
{$ELSE}
  Library_ = 'vigilot';
{$ENDIF}

function vigilot_configure_w(address: PWideChar; timeout_ms: Integer; language: PWideChar): Integer;
  {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external Library_;
function vigilot_check_w(scan, terminal, sale: PWideChar; id: PWideChar; id_size: Integer;
  message: PWideChar; message_size: Integer): Integer;
  {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external Library_;
function vigilot_outcome_w(id, outcome, person, reason: PWideChar;
  message: PWideChar; message_size: Integer): Integer;
  {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external Library_;
function vigilot_last_error: Integer;
  {$IFDEF MSWINDOWS}stdcall{$ELSE}cdecl{$ENDIF}; external Library_;

function VigilotLastError: Integer;
begin
  Result := vigilot_last_error;
end;

function VigilotConfigure(const Address: UnicodeString; TimeoutMs: Integer): Boolean;
begin
  Result := vigilot_configure_w(PWideChar(Address), TimeoutMs, 'fr') = VIGILOT_OK;
end;

function VigilotCheck(const Scan, Sale: UnicodeString; out Id, Message: UnicodeString): Integer;
var
  Name: array[0..27] of WideChar;
  Text: array[0..511] of WideChar;
begin
  Result := vigilot_check_w(PWideChar(Scan), 'comptoir-1', PWideChar(Sale), Name, Length(Name), Text, Length(Text));
  Id := PWideChar(@Name[0]);
  Message := PWideChar(@Text[0]);
end;

function VigilotOutcome(const Id, Outcome, Reason: UnicodeString; out Message: UnicodeString): Boolean;
var
  Text: array[0..511] of WideChar;
begin
  Result := vigilot_outcome_w(PWideChar(Id), PWideChar(Outcome), 'AB', PWideChar(Reason), Text, Length(Text)) = VIGILOT_OK;
  Message := PWideChar(@Text[0]);
end;

end.
