{ A till in Delphi or Free Pascal. Usage: Till <address, or - for the usual one> <scan>…   fpc Till.pas -Fl<folder of the library> }
program Till;

{$IFDEF FPC}{$MODE Delphi}{$ENDIF}
{$APPTYPE CONSOLE}

uses
{$IFDEF UNIX}
  cwstring,
{$ENDIF}
  SysUtils, Vigilot;

var
  N, Verdict: Integer;
  Id, Message, Outcome, Word_: UnicodeString;
begin
  if (ParamStr(1) <> '-') and not VigilotConfigure(UTF8Decode(ParamStr(1)), 0) then Halt(2);
  for N := 2 to ParamCount do
  begin
    Verdict := VigilotCheck(UTF8Decode(ParamStr(N)), 'VENTE-0001', Id, Message);
    Outcome := 'refused';
    case Verdict of
      VIGILOT_ALLOW:
        begin
          Word_ := 'allow';
          Outcome := 'dispensed';
        end;
      VIGILOT_BLOCK: Word_ := 'block';
    else
      { A real till asks a person here; one who dispenses all the same gives the reason. }
      Word_ := 'verify';
    end;
    WriteLn(UTF8Encode(Word_ + #9 + Message));
    if (Id <> '') and not VigilotOutcome(Id, Outcome, '', Message) then
      WriteLn(StdErr, 'outcome to be told again: ', UTF8Encode(Message));
  end;
end.
