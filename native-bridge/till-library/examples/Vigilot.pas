{ The tills' library for Delphi (2009 and later) and Free Pascal. Only VIGILOT_ALLOW clears a pack. }
unit Vigilot;

{$IFDEF FPC}{$MODE Delphi}{$ENDIF}

interface

const
  VIGILOT_ALLOW = 1;
  VIGILOT_VERIFY = 10;
  VIGILOT_BLOCK = 20;
  VIGILOT_OK = 0;

{ The verdict; Id and Message are empty where there are none. Whatever goes wrong is VIGILOT_VERIFY. }
function VigilotCheck(const Scan, Sale: UnicodeString; out Id, Message: UnicodeString): Integer;
{ True when it is recorded; else Message says why not. }
function VigilotOutcome(const Id, Outcome, Reason: UnicodeString; out Message: UnicodeString): Boolean;
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
