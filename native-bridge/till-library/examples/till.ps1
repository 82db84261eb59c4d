# A till in PowerShell 5.1 or later, over HTTP. Usage: .\till.ps1 <the agent's data folder> <scan> …
# Saved with a byte order mark: PowerShell 5.1 takes a file without one for the system's code page.
param([Parameter(Mandatory)][string]$Folder, [Parameter(ValueFromRemainingArguments)][string[]]$Scans)
$ErrorActionPreference = 'Stop'

# Finds the agent, and believes it only when it has proved that it knows the token.
function Find-Agent {
  $place = Get-Content -Raw -Encoding UTF8 (Join-Path $Folder 'till.json') | ConvertFrom-Json
  $challenge = [guid]::NewGuid().ToString('N') + [guid]::NewGuid().ToString('N')
  $health = Invoke-RestMethod -TimeoutSec 2 "$($place.url)/v1/health?challenge=$challenge"
  $mac = New-Object System.Security.Cryptography.HMACSHA256 (, [Text.Encoding]::UTF8.GetBytes($place.token))
  $proof = -join ($mac.ComputeHash([Text.Encoding]::UTF8.GetBytes("$challenge`n$($place.url)")) | ForEach-Object { $_.ToString('x2') })
  if ($health.proofs.till -cne $proof) { throw 'this is not our agent' }
  $place
}

function Send-Agent($Agent, $Path, $Body) {
  $headers = @{ Authorization = "Bearer $($Agent.token)"; 'Accept-Language' = 'fr' }
  $bytes = [Text.Encoding]::UTF8.GetBytes((ConvertTo-Json $Body -Compress))
  Invoke-RestMethod -TimeoutSec 2 -Method Post -Headers $headers -ContentType 'application/json' -Body $bytes "$($Agent.url)$Path"
}

foreach ($scan in $Scans) {
  # Only allow clears a pack: whatever goes wrong is verify.
  $verdict = 'verify'; $check = $null
  try {
    $agent = Find-Agent
    $check = Send-Agent $agent '/v1/checks' @{ scan = $scan; terminal = 'comptoir-1'; saleReference = 'VENTE-0001' }
    $message = $check.message
    if ($check.verdict -ceq 'allow' -or $check.verdict -ceq 'block') { $verdict = $check.verdict }
  } catch {
    $message = "sans réponse : $($_.Exception.Message)"
  }
  Write-Output "$verdict`t$message"
  if ($check) {
    # A real till asks a person on verify; one who dispenses all the same gives a reason.
    $outcome = if ($verdict -eq 'allow') { 'dispensed' } else { 'refused' }
    try { $null = Send-Agent $agent "/v1/checks/$($check.id)/outcome" @{ outcome = $outcome } }
    catch { Write-Warning "outcome to be told again: $($_.Exception.Message)" }
  }
}
